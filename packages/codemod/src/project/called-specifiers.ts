import { HOLE } from "./specifiers.ts";

interface SwcNode {
  readonly type?: string;
  readonly [field: string]: unknown;
}

/**
 * The specifiers of `import()`, `require()`, `require.context()` and their likes anywhere in what swc has parsed. A part
 * that is not written there is a {@link HOLE}.
 */
export function calledSpecifiers(value: unknown): string[] {
  const found: string[] = [];
  const queue: unknown[] = [value];
  for (let node = queue.pop(); node !== undefined; node = queue.pop()) {
    if ((node as SwcNode).type === "CallExpression") found.push(...loadedBy(node as SwcNode));
    for (const part of Object.values(node as object)) if (part !== null && typeof part === "object") queue.push(part);
  }
  return found;
}

function loadedBy(call: SwcNode): string[] {
  const callee = unwrapped(call["callee"] as SwcNode);
  const object = callee["object"] === undefined ? undefined : unwrapped(callee["object"] as SwcNode);
  const property = (callee["property"] as SwcNode | undefined)?.["value"];
  const first = (call["arguments"] as readonly { readonly expression: SwcNode }[])[0]?.expression;
  if (callee.type === "Import" || callee["value"] === "require" || property === "require") return textsOf(first);
  const isContext =
    (object?.["value"] === "require" && property === "context") ||
    (object?.type === "MetaProperty" && property === "webpackContext");
  if (isContext) return textsOf(first).map((directory) => `${directory}/${HOLE}`);
  const isGlob = object?.type === "MetaProperty" && property === "glob";
  return isGlob ? textsOf(first).map((glob) => `${glob.replace(/[*?[{(!$].*$/s, "")}${HOLE}`) : [];
}

/** The texts an expression may be. */
function textsOf(given: SwcNode | undefined): string[] {
  if (given === undefined) return [HOLE];
  const node = unwrapped(given);
  switch (node.type) {
    case "StringLiteral":
      return [node["value"] as string];
    case "TemplateLiteral": {
      const texts = (node["quasis"] as SwcNode[]).map((quasi) => (quasi["cooked"] ?? "") as string);
      return [texts.length === 1 ? (texts[0] ?? "") : `${texts[0] ?? ""}${HOLE}${texts.at(-1) ?? ""}`];
    }
    case "ConditionalExpression":
      return [...textsOf(node["consequent"] as SwcNode), ...textsOf(node["alternate"] as SwcNode)];
    case "BinaryExpression": {
      const [left, right] = [textsOf(node["left"] as SwcNode), textsOf(node["right"] as SwcNode)];
      if (node["operator"] !== "+") return [...left, ...right];
      return left.flatMap((start) => right.map((end) => joined(start, end)));
    }
    default:
      return [HOLE];
  }
}

function joined(start: string, end: string): string {
  const text = start + end;
  const first = text.indexOf(HOLE);
  return first === -1 ? text : text.slice(0, first) + HOLE + text.slice(text.lastIndexOf(HOLE) + HOLE.length);
}

/** Without parentheses, casts and `?.`. */
function unwrapped(node: SwcNode): SwcNode {
  const inner = /^(?:Parenthesis|TsAs|TsConst|TsNonNull|TsSatisfies|TsTypeAssertion)/.test(node.type ?? "")
    ? node["expression"]
    : node.type === "OptionalChainingExpression"
      ? node["base"]
      : undefined;
  return inner === undefined ? node : unwrapped(inner as SwcNode);
}
