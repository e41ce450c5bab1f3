import type { ASTPath } from "jscodeshift";
import { j } from "../../parse.ts";
import { nodeOf, parentOf } from "./names.ts";

const BUILT_IN = /^(?:Aggregate|Eval|Range|Reference|Syntax|Type|URI)?Error$/;

/** The `throw`s of a function that none of its own `catch` clauses gets. */
export function escapingThrows(fn: ASTPath): ASTPath[] {
  return j(fn)
    .find(j.ThrowStatement)
    .paths()
    .filter((path) => !isCaught(path, fn));
}

/** Whether an error at `path` ends in a `catch` clause inside `within`. */
export function isCaught(path: ASTPath, within: ASTPath): boolean {
  for (let at = path; at.node !== within.node;) {
    const parent = parentOf(at);
    if (parent === undefined) return false;
    const node = nodeOf(parent);
    if (node.type === "TryStatement" && node["handler"] != null && node["block"] === at.node) return true;
    at = parent;
  }
  return false;
}

/** `throw new SomeError()` of a class that callers may look for. */
export function isOwnError(thrown: ASTPath): boolean {
  const { type, callee } = nodeOf(thrown)["argument"] as { type: string; callee?: { name?: string } };
  return type === "NewExpression" && !BUILT_IN.test(callee?.name ?? "");
}
