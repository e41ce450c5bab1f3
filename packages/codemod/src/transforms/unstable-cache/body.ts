import { rangeOf } from "../../parse.ts";
import { isFunction, type Node } from "../../scope.ts";
import type { SourceFile } from "../../source-file.ts";
import type { Layout } from "./layout.ts";
import { nodeOf, usesIn } from "./names.ts";
import { slice } from "./settings.ts";
import type { Site } from "./site.ts";

/** The body of the cached function, `{ … }`, at another depth and with `head` in it. */
export function bodyOf(site: Site, head: readonly string[], file: SourceFile, layout: Layout, base: string): string {
  const { eol, indent, semi } = file.style;
  const fn = nodeOf(site.fn);
  const block = (...lines: readonly string[]): string =>
    [`{`, ...[...head, ...lines].map((line) => `${base}${indent}${line}`), `${base}}`].join(eol);
  if (!isFunction(fn))
    return block(`return ${slice(file, fn)}(${hasParameters(site) ? `...${restName(site)}` : ""})${semi}`);
  const body = fn["body"] as Node;
  if (body.type === "BlockStatement") return blockWith(head, body, file, layout, base, block);
  const { above, value } = expressionOf(fn, body, file, layout, base + indent);
  return block(...above, `return ${value}${semi}`);
}

/** @returns the expression without parentheses that have nothing else in them, and the comments in front of it. */
function expressionOf(
  fn: Node,
  body: Node,
  { text }: SourceFile,
  layout: Layout,
  indent: string,
): { above: string[]; value: string } {
  const { start, end } = rangeOf(body);
  const open = parenthesisOf(body);
  const after = rangeOf(fn).end;
  const isBare = open === undefined || isBlank(text.slice(open + 1, start) + text.slice(end, after - 1));
  const [from, to] = isBare ? [start, open === undefined ? after : end] : [open, after];
  const above = text.slice(arrowEnd(text, fn), open ?? start).trim();
  const value = layout.moved(from, to, layout.indentAt(from), indent);
  return { above: above === "" ? [] : [above], value };
}

function blockWith(
  head: readonly string[],
  body: Node,
  { text, style }: SourceFile,
  layout: Layout,
  base: string,
  block: (...lines: readonly string[]) => string,
): string {
  const { start, end } = rangeOf(body);
  const content = text.slice(start + 1, end - 1);
  if (isBlank(content)) return block();
  if (!content.includes("\n")) return block(content.trim());
  const moved = layout.moved(start + 1, end, layout.indentAt(end - 1), base);
  const rest = moved.slice(moved.search(/\r?\n/));
  const first = moved.slice(0, moved.length - rest.length).trim();
  const lines = head.map((line) => `${base}${style.indent}${line}`);
  // What follows the brace on its line is a comment on the function, or the first statement.
  const isComment = first === "" || /^\/[/*]/.test(first);
  const opening = isComment ? `{${first === "" ? "" : ` ${first}`}` : "{";
  return [opening, ...lines, ...(isComment ? [] : [`${base}${style.indent}${first}`])].join(style.eol) + rest;
}

export function hasParameters({ target }: Site): boolean {
  const params = target === undefined ? undefined : (nodeOf(target.path)["params"] as Node[] | undefined);
  return params?.length !== 0;
}

/** What all arguments are called where the function is only named: nothing that the site itself speaks of. */
export function restName({ call }: Site): string {
  const taken = new Set(usesIn(call).map(({ name }) => name));
  let name = "args";
  for (let count = 1; taken.has(name); count++) name = `args${count}`;
  return name;
}

/** Behind the `=>` of an arrow function. */
export function arrowEnd(text: string, fn: Node): number {
  const body = fn["body"] as Node;
  const start = parenthesisOf(body) ?? rangeOf(body).start;
  // A comment between the two may have an arrow in it, too; those of types are further left.
  const gap = /=>\s*(?:\/\*[\s\S]*?\*\/\s*|\/\/[^\n]*\n\s*)*$/.exec(text.slice(rangeOf(fn).start, start));
  if (gap === null) throw new Error("an arrow function without an arrow");
  return rangeOf(fn).start + gap.index + 2;
}

function parenthesisOf(body: Node): number | undefined {
  const { parenthesized, parenStart } = (body["extra"] ?? {}) as { parenthesized?: boolean; parenStart?: number };
  return parenthesized === true ? parenStart : undefined;
}

function isBlank(text: string): boolean {
  return text.trim() === "";
}
