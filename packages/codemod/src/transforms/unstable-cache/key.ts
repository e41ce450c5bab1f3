import type { ASTPath } from "jscodeshift";
import type { SourceFile } from "../../source-file.ts";
import { capturesOf } from "./captures.ts";
import { namesOf } from "./consumers.ts";
import { declarationOf } from "./declaration.ts";
import { isCall, isInside, nodeOf, parentOf, pathsOf, type Use, usesIn } from "./names.ts";
import { type Refusal, refuse } from "./refusal.ts";
import type { Site } from "./site.ts";
import { callsOf } from "./uses.ts";

/**
 * The new key is the arguments and what the function captures. A part of the old one that is neither may be there for
 * something the function reads by itself, such as the locale of the request.
 */
export function refuseKey(site: Site, file: SourceFile): Refusal | undefined {
  if (site.keys === undefined) return undefined;
  const covered = new Set<string>();
  for (const use of capturesOf(site)) cover(use, covered, 0);
  for (const call of [site.invocation, ...namesOf(site).flatMap((name) => callsOf(file.root, name).map(parentOf))]) {
    // The arguments of `f(x)` and, for a function that returns the cached one, of `f(x)(y)`.
    for (let at = call; at !== undefined && isCall(nodeOf(at)); at = parentOf(at)) {
      for (const argument of pathsOf(at, "arguments")) for (const { name } of usesIn(argument)) covered.add(name);
    }
  }
  const missing = firstMissing(site.keys, covered, 0);
  return missing === undefined
    ? undefined
    : refuse("key-not-in-function", `The key has \`${missing}\`, which the cached function does not use.`);
}

/** The captured values that neither were part of the key nor follow from what was. */
export function newInKey(site: Site): string[] {
  const before = new Set<string>();
  for (const use of site.keys === undefined ? [] : localsIn(site.keys)) cover(use, before, 0);
  const added = capturesOf(site).filter(({ path }) => firstMissing(path, before, 0) !== undefined);
  return [...new Set(added.map(({ name }) => name))];
}

/** A captured `const offset = page * size` brings `page` and `size` with it. */
function cover(use: Use, covered: Set<string>, depth: number): void {
  if (covered.has(use.name)) return;
  covered.add(use.name);
  const origin = depth > 4 ? undefined : originOf(use);
  if (origin !== undefined) for (const inner of localsIn(origin)) cover(inner, covered, depth + 1);
}

/** @returns the name or call that would be lost. */
function firstMissing(path: ASTPath, covered: ReadonlySet<string>, depth: number): string | undefined {
  // Parameters of callbacks in the key itself, `ids.map((id) => …)`, are no values of their own.
  const uses = localsIn(path).filter(({ scope }) => scope === undefined || !isInside(scope, nodeOf(path)));
  for (const use of uses) {
    if (covered.has(use.name)) continue;
    const origin = depth > 4 ? undefined : originOf(use);
    const lost = origin === undefined ? use.name : firstMissing(origin, covered, depth + 1);
    if (lost !== undefined) return lost;
  }
  // A call without an argument of ours, `getLocale()`, may give something else each time.
  const free = usesIn(path).find((use) => callAround(use.path) !== undefined && !takesOurs(use.path, uses));
  return free === undefined ? undefined : `${free.name}(…)`;
}

function localsIn(path: ASTPath): Use[] {
  return usesIn(path).filter(({ scope }) => scope !== undefined && scope.type !== "Program");
}

/** What a `const` was computed from. */
function originOf(use: Use): ASTPath | undefined {
  const declaration = declarationOf(use);
  return declaration?.kind === "variable" && declaration.constant ? declaration.init : undefined;
}

/** The call of `path`, or of a member of it. */
function callAround(path: ASTPath): ASTPath | undefined {
  let at = path;
  let parent = parentOf(at);
  while (
    parent !== undefined &&
    parent.node.type.endsWith("MemberExpression") &&
    nodeOf(parent)["object"] === at.node
  ) {
    at = parent;
    parent = parentOf(at);
  }
  const isCalled = parent !== undefined && (isCall(nodeOf(parent)) || parent.node.type === "NewExpression");
  return isCalled && nodeOf(parent as ASTPath)["callee"] === at.node ? parent : undefined;
}

function takesOurs(callee: ASTPath, ours: readonly Use[]): boolean {
  const call = callAround(callee);
  return call !== undefined && ours.some(({ path }) => isInside(nodeOf(path), nodeOf(call)));
}
