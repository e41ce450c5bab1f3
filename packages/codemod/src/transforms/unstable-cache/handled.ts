import type { ASTPath, Collection } from "jscodeshift";
import { j } from "../../parse.ts";
import { isFunction } from "../../scope.ts";
import type { Project } from "../../project/project.ts";
import { programOf } from "./lookup.ts";
import { isCall, isMember, nodeOf, parentOf } from "./names.ts";
import { callsOf, memberCallsOf, nameAround, usesOf } from "./uses.ts";

/** A function of a file, by its name. */
export interface Callee {
  readonly name: string;
  readonly path: string;
  readonly root: Collection;
}

/**
 * The file that handles the errors of a function: the one that calls it, or, when errors are expected, one that calls its
 * callers.
 */
export function handlerOf(
  callee: Callee,
  project: Project | undefined,
  expected: boolean,
  depth = 0,
): string | undefined {
  const { name, path, root } = callee;
  const own = handlerAmong(callsOf(root, name), callee, project, expected, depth);
  if (own !== undefined || project === undefined || depth > 3) return own;
  const exports = project.facts(path)?.exports;
  if (exports?.has(name) !== true && exports?.has("*") !== true) return undefined;
  for (const { importer, local, reExport } of usesOf(name, path, project)) {
    const program = programOf(project, importer);
    if (program === undefined) continue;
    const there: Callee = { name: local, path: importer, root: j(program) };
    const found = reExport
      ? handlerOf(there, project, expected, depth + 1)
      : handlerAmong(
          [...callsOf(there.root, local), ...memberCallsOf(there.root, local)],
          there,
          project,
          expected,
          depth,
        );
    if (found !== undefined) return found;
  }
  return undefined;
}

function handlerAmong(
  calls: readonly ASTPath[],
  { name, path, root }: Callee,
  project: Project | undefined,
  expected: boolean,
  depth: number,
): string | undefined {
  if (calls.some(isHandled)) return path;
  if (!expected || depth > 2) return undefined;
  const callers = new Set(calls.map(nameAround).filter((caller) => caller !== undefined && caller !== name));
  for (const caller of callers) {
    const found = handlerOf({ name: caller as string, path, root }, project, expected, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** In the `try` of a `try … catch`, or with a `.catch` or `allSettled`, also through callbacks in between. */
export function isHandled(path: ASTPath): boolean {
  for (let at = path; ;) {
    const parent = parentOf(at);
    if (parent === undefined) return false;
    const node = nodeOf(parent);
    if (node.type === "TryStatement" && node["handler"] != null && node["block"] === at.node) return true;
    if (isMember(node) && node["object"] === at.node && (node["property"] as { name?: string }).name === "catch")
      return true;
    const callee = node["callee"] as { property?: { name?: string } } | undefined;
    if (isCall(node) && callee?.property?.name === "allSettled") return true;
    const isCallback = isFunction(node) && isCall(nodeOf(parentOf(parent) ?? parent));
    if (isFunction(node) && !isCallback) return false;
    at = parent;
  }
}
