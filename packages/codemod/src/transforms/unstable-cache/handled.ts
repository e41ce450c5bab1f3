import type { ASTPath } from "jscodeshift";
import { isFunction } from "../../scope.ts";
import { isCall, isMember, nodeOf, parentOf } from "./names.ts";

/** In the `try` of a `try … catch`, or with a `.catch` or `allSettled`, also through callbacks in between. */
export function isHandled(path: ASTPath): boolean {
  for (let at = path; ;) {
    const parent = parentOf(at);
    if (parent === undefined) return false;
    const node = nodeOf(parent);
    if (node.type === "TryStatement" && node["handler"] != null && node["block"] === at.node) return true;
    if (isMember(node) && node["object"] === at.node && takesErrors(parent)) return true;
    const callee = node["callee"] as { property?: { name?: string } } | undefined;
    if (isCall(node) && callee?.property?.name === "allSettled") return true;
    const isCallback = isFunction(node) && isCall(nodeOf(parentOf(parent) ?? parent));
    if (isFunction(node) && !isCallback) return false;
    at = parent;
  }
}

/** `.catch`, and `.then` with two functions. */
function takesErrors(member: ASTPath): boolean {
  const { name } = nodeOf(member)["property"] as { name?: string };
  const { arguments: args = [] } = nodeOf(parentOf(member) as ASTPath) as unknown as { arguments?: unknown[] };
  return name === "catch" || (name === "then" && args.length > 1);
}
