import { parse as parseText, type ParserOptions } from "@babel/parser";
import jscodeshift, { type Collection, type JSCodeshift } from "jscodeshift";
import options from "jscodeshift/parser/tsOptions.js";

export const j: JSCodeshift = jscodeshift;

/** What jscodeshift's own parsers understand, without the tokens, which only printing needs. */
const ts: ParserOptions = { ...options, tokens: false };
const tsx: ParserOptions = { ...ts, plugins: ["jsx", ...(options.plugins ?? [])] };

/** JSX is no TypeScript and `<T>x` is no JSX, so the name of the file decides. */
export function isJsx(path: string): boolean {
  return !/\.[mc]?ts$/.test(path);
}

/**
 * The parser is called directly. `j(text)` would let recast expand tabs and rewrite line ends first, and the offsets of
 * its nodes would not be those of the file.
 */
export function parse(path: string, text: string): Collection {
  return j(parseText(text, isJsx(path) ? tsx : ts) as never);
}

/** What the parsers know of a node and the types of ast-types do not say. */
export function rangeOf(node: unknown): { readonly start: number; readonly end: number } {
  const { start, end } = node as { start?: number | null; end?: number | null };
  if (typeof start !== "number" || typeof end !== "number") throw new Error("a node without a place in the file");
  return { start, end };
}
