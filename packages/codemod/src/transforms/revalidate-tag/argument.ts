import { rangeOf } from "../../parse.ts";
import type { Node } from "../../scope.ts";

/** `undefined`, `void 0`, `''` and `null`: a second argument that says as much as none. */
export function isNothing(node: Node): boolean {
  if (node.type === "Identifier") return node["name"] === "undefined";
  if (node.type === "StringLiteral") return node["value"] === "";
  if (node.type === "UnaryExpression") {
    return node["operator"] === "void" && (node["argument"] as Node).type.endsWith("Literal");
  }
  return node.type === "NullLiteral";
}

/** The end of an argument with the parentheses around it, which are no nodes. */
export function endOfArgument(text: string, node: Node): number {
  const { start, end } = rangeOf(node);
  const { parenStart } = (node["extra"] ?? {}) as { parenStart?: number };
  if (parenStart === undefined) return end;
  let open = text.slice(parenStart, start).split("(").length - 1;
  let at = end;
  while (open > 0) if (text[at++] === ")") open--;
  return at;
}
