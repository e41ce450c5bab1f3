import jscodeshift, { type Collection, type JSCodeshift } from "jscodeshift";
import createTsParser from "jscodeshift/parser/ts.js";
import createTsxParser from "jscodeshift/parser/tsx.js";

export const j: JSCodeshift = jscodeshift;

const ts = createTsParser();
const tsx = createTsxParser();

/** JSX is no TypeScript and `<T>x` is no JSX, so the name of the file decides. */
export function isJsx(path: string): boolean {
  return !/\.[mc]?ts$/.test(path);
}

/**
 * The parser is called directly. `j(text)` would let recast expand tabs and rewrite line ends first, and the offsets of
 * its nodes would not be those of the file.
 */
export function parse(path: string, text: string): Collection {
  return j((isJsx(path) ? tsx : ts).parse(text));
}

/** What the parsers know of a node and the types of ast-types do not say. */
export function rangeOf(node: unknown): { readonly start: number; readonly end: number } {
  const { start, end } = node as { start?: number | null; end?: number | null };
  if (typeof start !== "number" || typeof end !== "number") throw new Error("a node without a place in the file");
  return { start, end };
}
