import type { ASTPath } from "jscodeshift";
import type { SourceFile } from "../../source-file.ts";
import { capturesOf } from "./captures.ts";
import { namesOf } from "./consumers.ts";
import { declarationOf } from "./declaration.ts";
import { isCall, isInside, isMember, nodeOf, parentOf, pathsOf, type Use, usesIn } from "./names.ts";
import { type Refusal, refuse } from "./refusal.ts";
import type { Lookup } from "./lookup.ts";
import type { Site } from "./site.ts";
import { isStable } from "./stable.ts";
import { callOf, callsOf } from "./uses.ts";

/**
 * The new key is the arguments and what the function captures. A part of the old one that is neither may be there for
 * something the function reads by itself, such as the locale of the request.
 */
export function refuseKey(site: Site, file: SourceFile, lookup: Lookup): Refusal | undefined {
  if (site.keys === undefined) return undefined;
  const covered = new Set<string>();
  for (const use of capturesOf(site)) cover(use, covered, 0);
  for (const call of [site.invocation, ...namesOf(site).flatMap((name) => callsOf(file.root, name).map(parentOf))]) {
    // The arguments of `f(x)` and, for a function that returns the cached one, of `f(x)(y)`.
    for (let at = call; at !== undefined && isCall(nodeOf(at)); at = parentOf(at)) {
      for (const argument of pathsOf(at, "arguments")) for (const use of usesIn(argument)) covered.add(labelOf(use));
    }
  }
  const missing = firstMissing(site.keys, covered, 0);
  if (missing !== undefined) {
    return refuse("key-not-in-function", `The key has \`${missing}\`, which the cached function does not use.`);
  }
  const outside = firstUnstable(site.keys, covered, (use) => isStable(use, file.path, lookup));
  return outside === undefined
    ? undefined
    : refuse(
        "key-not-in-function",
        `The key has \`${outside}\`, which may change and is neither captured nor an argument.`,
      );
}

/** A name of the top level is no part of the new key, not even when the function uses it. */
function firstUnstable(
  path: ASTPath,
  covered: ReadonlySet<string>,
  stable: (use: Use) => boolean,
  depth = 0,
): string | undefined {
  for (const use of usesIn(path)) {
    if (covered.has(labelOf(use))) continue;
    if (use.scope === undefined || use.scope.type === "Program") {
      if (!stable(use)) return labelOf(use);
      continue;
    }
    const origin = depth > 4 || isInside(use.scope, nodeOf(path)) ? undefined : originOf(use);
    const lost = origin === undefined ? undefined : firstUnstable(origin, covered, stable, depth + 1);
    if (lost !== undefined) return lost;
  }
  return undefined;
}

/** What is looked for of a use: the name of a local, but `context.tenant` of something at the top level. */
function labelOf({ name, path, scope }: Use): string {
  const parent = parentOf(path);
  if (scope !== undefined && scope.type !== "Program") return name;
  if (parent === undefined || !isMember(nodeOf(parent)) || nodeOf(parent)["object"] !== path.node) return name;
  return `${name}.${(nodeOf(parent)["property"] as { name?: string }).name ?? ""}`;
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
  if (origin === undefined) return;
  for (const inner of usesIn(origin)) {
    if (inner.scope !== undefined && inner.scope.type !== "Program") cover(inner, covered, depth + 1);
    else covered.add(labelOf(inner));
  }
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
  const free = usesIn(path).find((use) => callOf(use.path) !== undefined && !takesOurs(use.path, uses));
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

function takesOurs(callee: ASTPath, ours: readonly Use[]): boolean {
  const call = callOf(callee);
  return call !== undefined && ours.some(({ path }) => isInside(nodeOf(path), nodeOf(call)));
}
