import { rangeOf } from "../../parse.ts";
import { isFunction, type Node } from "../../scope.ts";
import type { SourceFile } from "../../source-file.ts";
import { arrowEnd, hasParameters, restName } from "./body.ts";
import type { Layout } from "./layout.ts";
import { nodeOf, parentOf } from "./names.ts";
import { slice } from "./settings.ts";
import type { Site } from "./site.ts";

/** What is in front of the body of the cached function. */
export function signatureOf(site: Site, file: SourceFile, layout: Layout, base: string): string {
  const fn = nodeOf(site.fn);
  if (!isFunction(fn)) return `async (${restParameter(site, file)}) => `;
  const { text } = file;
  const { start } = rangeOf(fn);
  const isArrow = fn.type === "ArrowFunctionExpression";
  const end = isArrow ? arrowEnd(text, fn) : rangeOf(fn["body"]).start;
  const from = layout.indentAt(text.slice(0, rangeOf(fn).end).endsWith("}") ? rangeOf(fn).end - 1 : start);

  const marks: { at: number; text: string }[] = fn["async"] === true ? [] : [{ at: start, text: "async " }];
  if (isTypeScript(file.path) && !isTyped(site)) marks.push(...untyped(fn, text));
  let written = "";
  let at = start;
  for (const mark of marks) {
    written += layout.moved(at, mark.at, from, base) + mark.text;
    at = mark.at;
  }
  written += layout.moved(at, end, from, base);
  return isArrow ? `${written.trimEnd()} ` : written;
}

/** `unstable_cache` gave parameters without a type the type `any`; without it they are an error in strict mode. */
function untyped(fn: Node, text: string): { at: number; text: string }[] {
  const params = fn["params"] as Node[];
  return params.flatMap((param) => {
    const isPattern = /^(?:Identifier|ObjectPattern|ArrayPattern|RestElement)$/.test(param.type);
    if (!isPattern || param["typeAnnotation"] != null) return [];
    const { start, end } = rangeOf(param);
    const type = param.type === "RestElement" ? ": any[]" : ": any";
    const isBare = params.length === 1 && !/^\s*[,)]/.test(text.slice(end));
    return isBare
      ? [
          { at: start, text: "(" },
          { at: end, text: `${type})` },
        ]
      : [{ at: end, text: type }];
  });
}

function restParameter(site: Site, file: SourceFile): string {
  if (!hasParameters(site)) return "";
  const rest = `...${restName(site)}`;
  return isTypeScript(file.path) ? `${rest}: Parameters<typeof ${slice(file, site.fn.node)}>` : rest;
}

function isTyped({ call, invocation }: Site): boolean {
  const parent = nodeOf(parentOf(invocation ?? call) ?? call);
  const { typeAnnotation } = (parent["id"] ?? {}) as { typeAnnotation?: unknown };
  return (
    invocation === undefined &&
    parent.type === "VariableDeclarator" &&
    (typeAnnotation != null || nodeOf(call)["typeParameters"] != null)
  );
}

function isTypeScript(path: string): boolean {
  return /\.[mc]?tsx?$/.test(path);
}
