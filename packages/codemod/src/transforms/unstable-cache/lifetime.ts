import type { ASTPath } from "jscodeshift";
import { nodeOf, unwrapped } from "./names.ts";
import type { Found, Lookup } from "./lookup.ts";

/** What an expression can be; `undefined` in it stands for the value. */
export type Possible = readonly (number | false | undefined)[];

/** @returns `undefined` when it cannot be told. */
export function possibleValues({ path, file }: Found, lookup: Lookup): Possible | undefined {
  const at = unwrapped(path);
  const node = nodeOf(at);
  const child = (field: string): Possible | undefined =>
    possibleValues({ path: at.get(field) as ASTPath, file }, lookup);
  switch (node.type) {
    case "NumericLiteral":
      return [node["value"] as number];
    case "BooleanLiteral":
      return node["value"] === false ? [false] : undefined;
    case "UnaryExpression":
      return node["operator"] === "-" ? child("argument")?.map((value) => -(value || 0)) : undefined;
    case "BinaryExpression":
      return calculated(node["operator"] as string, child("left"), child("right"));
    case "ConditionalExpression": {
      const [a, b] = [child("consequent"), child("alternate")];
      return a && b && [...a, ...b];
    }
    case "LogicalExpression":
      return either(node["operator"] as string, at, child("right"));
    case "Identifier":
      if (node["name"] === "undefined") return [undefined];
      if (node["name"] === "Infinity") return [Infinity];
      break;
    default:
  }
  if (node.type !== "Identifier" && !node.type.endsWith("MemberExpression")) return undefined;
  const target = lookup.resolve({ path: at, file });
  return target === undefined ? undefined : possibleValues(target, lookup);
}

function calculated(operator: string, left: Possible | undefined, right: Possible | undefined): Possible | undefined {
  const numbers = (values: Possible | undefined): number[] =>
    (values ?? []).filter((value) => typeof value === "number");
  const results = numbers(left).flatMap((a) => numbers(right).map((b) => compute(operator, a, b)));
  return results.length === 0 || results.includes(undefined) ? undefined : results;
}

function compute(operator: string, a: number, b: number): number | undefined {
  switch (operator) {
    case "*":
      return a * b;
    case "+":
      return a + b;
    case "-":
      return a - b;
    case "/":
      return a / b;
    case "**":
      return a ** b;
    default:
      return undefined;
  }
}

/** `Number(process.env.X) || 60` is a number other than 0, whatever the environment says. */
function either(operator: string, path: ASTPath, right: Possible | undefined): Possible | undefined {
  const { callee } = nodeOf(path.get("left") as ASTPath) as unknown as { callee?: { name?: string } };
  return operator === "||" && /^(?:Number|parseInt)$/.test(callee?.name ?? "") ? right : undefined;
}
