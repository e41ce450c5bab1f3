import type { ASTPath } from "jscodeshift";
import { declarationOf } from "./declaration.ts";
import { capturesOf } from "./captures.ts";
import { isCall, nodeOf, parentOf, type Use, usesIn } from "./names.ts";
import { type Refusal, refuse } from "./refusal.ts";
import type { Site } from "./site.ts";

/**
 * The new key is the arguments and what the function captures. A part of the old one that is neither may be there for
 * something the function reads by itself, such as the locale of the request.
 */
export function refuseKey(site: Site): Refusal | undefined {
  if (site.keys === undefined) return undefined;
  const captured = new Set(capturesOf(site).map(({ name }) => name));
  const missing = firstMissing(site.keys, captured, 0);
  return missing === undefined
    ? undefined
    : refuse("key-not-in-function", `The key has \`${missing}\`, which the cached function does not use.`);
}

/** @returns the name or call that would be lost. */
function firstMissing(path: ASTPath, captured: ReadonlySet<string>, depth: number): string | undefined {
  const uses = usesIn(path).filter(({ scope }) => scope !== undefined && scope.type !== "Program");
  for (const use of uses) {
    if (captured.has(use.name) || isFixed(use)) continue;
    const derived = originOf(use);
    const lost = derived === undefined || depth > 4 ? use.name : firstMissing(derived, captured, depth + 1);
    if (lost !== undefined) return lost;
  }
  // A call without an argument of ours, `getLocale()`, may give something else each time.
  const free = usesIn(path).find((use) => isCallee(use.path) && !takesOurs(use.path, uses));
  return free === undefined ? undefined : `${free.name}()`;
}

/** Parameters of callbacks in the key itself, `ids.map((id) => …)`. */
function isFixed({ scope, path }: Use): boolean {
  for (let at = parentOf(path); at !== undefined; at = parentOf(at)) {
    if (at.node === (scope as unknown)) return true;
    if (/Statement$|Declaration$/.test(at.node.type)) return false;
  }
  return false;
}

/** What a `const` was computed from. */
function originOf(use: Use): ASTPath | undefined {
  const declaration = declarationOf(use);
  return declaration?.kind === "variable" && declaration.constant ? declaration.init : undefined;
}

function isCallee(path: ASTPath): boolean {
  let at = path;
  let parent = parentOf(at);
  while (parent !== undefined && /MemberExpression$/.test(parent.node.type) && nodeOf(parent)["object"] === at.node) {
    at = parent;
    parent = parentOf(at);
  }
  return parent !== undefined && (isCall(nodeOf(parent)) || parent.node.type === "NewExpression") && nodeOf(parent)["callee"] === at.node;
}

function takesOurs(callee: ASTPath, ours: readonly Use[]): boolean {
  let at: ASTPath = callee;
  while (!isCall(nodeOf(at)) && nodeOf(at).type !== "NewExpression") at = parentOf(at) as ASTPath;
  const inside = new Set(usesIn(at).map(({ path }) => path.node));
  return ours.some(({ path }) => inside.has(path.node));
}
