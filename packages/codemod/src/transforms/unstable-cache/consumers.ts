import type { ASTPath, Collection } from "jscodeshift";
import { j } from "../../parse.ts";
import { isFunction, isReference, scopeOf } from "../../scope.ts";
import type { SourceFile } from "../../source-file.ts";
import type { Context } from "../../transform.ts";
import { functionAround, resultsOf } from "./function.ts";
import { programOf } from "./lookup.ts";
import { isCall, isMember, nodeOf, parentOf } from "./names.ts";
import { type Refusal, refuse } from "./refusal.ts";
import type { Site } from "./site.ts";

/**
 * Who handles the errors of the cached function would not see them any more: in a prerender they fail the build even if
 * they are caught, and at run time they have neither class nor message.
 */
export function refuseConsumers(site: Site, file: SourceFile, context: Context): Refusal | undefined {
  const handled = refuse("error-is-handled", "A caller handles the errors of the cached function.");
  if (site.invocation !== undefined && isHandled(site.invocation)) return handled;
  const names = namesOf(site);
  for (const name of names) {
    if (callsOf(file.root, name).some(isHandled)) return handled;
    const elsewhere = importerThatHandles(name, file.path, context);
    if (elsewhere !== undefined) return refuse("error-is-handled", `${elsewhere} handles the errors of \`${name}\`.`);
  }
  return undefined;
}

/** The variable that is the cached function, or the function that returns it or its result. */
export function namesOf({ call, invocation, memo }: Site): string[] {
  let at = invocation ?? call;
  for (let parent = parentOf(at); parent !== undefined; parent = parentOf(at)) {
    const node = nodeOf(parent);
    if (node.type === "VariableDeclarator") return nameOf(node["id"]);
    const around = functionAround(at);
    if (around !== undefined && resultsOf(around).some(({ node: result }) => result === at.node)) {
      const { id } = nodeOf(around) as { id?: unknown };
      if (id != null) return nameOf(id);
      at = around;
      continue;
    }
    // cache(unstable_cache(…)), conditionals and casts pass it on.
    if (memo === undefined && !/^(?:Call|Conditional|Logical|TS\w+|Await)Expression$/.test(node.type)) return [];
    at = parent;
  }
  return [];
}

function nameOf(id: unknown): string[] {
  const { name } = id as { name?: string };
  return name === undefined ? [] : [name];
}

export function callsOf(root: Collection, name: string): ASTPath[] {
  return root
    .find(j.Identifier, { name })
    .paths()
    .filter(
      (path) => isReference(path) && scopeOf(path, name) !== undefined && isCall(nodeOf(parentOf(path) as ASTPath)),
    );
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

function importerThatHandles(name: string, path: string, { project }: Context): string | undefined {
  if (project?.facts(path)?.exports.has(name) !== true) return undefined;
  return project.paths.find((other) => {
    const text = other === path ? undefined : project.read(other);
    if (text === undefined || !text.includes(name) || !/\bcatch\b|allSettled/.test(text)) return false;
    const from = project
      .facts(other)
      ?.imports.find((each) => each.names.has(name) && project.resolve(each.specifier, other) === path);
    const program = from === undefined ? undefined : programOf(project, other);
    return program !== undefined && callsOf(j(program), from?.names.get(name) ?? name).some(isHandled);
  });
}
