import { rangeOf } from "../../parse.ts";
import type { Node } from "../../scope.ts";

/** The text of a property with the comments that belong to it, and what to cut to take it out of its object. */
export interface Span {
  readonly start: number;
  readonly end: number;
  /** The property with the comments above it, without the comma and without the first indentation. */
  readonly text: string;
  /** A comment behind the comma; with the space in front of it. */
  readonly trailing: string;
}

/** With its lines when they are its own; else with the comma behind or, for the last one, in front of it. */
export function spanOf(text: string, properties: readonly Node[], property: Node): Span {
  const { start, end } = rangeOf(property);
  const index = properties.indexOf(property);
  const previousEnd = index > 0 ? rangeOf(properties[index - 1]).end : undefined;
  const lineStart = text.lastIndexOf("\n", start - 1) + 1;
  const after = /^[ \t]*,?([ \t]*(?:\/\/[^\n]*|\/\*[^\n]*\*\/)?)[ \t]*\r?\n/.exec(text.slice(end));
  const ownLines = /^[ \t]*$/.test(text.slice(lineStart, start)) && after !== null;
  if (ownLines) {
    const above = commentsAbove(text, lineStart, previousEnd ?? 0);
    const trailing = (after[1] ?? "").trimEnd();
    const whole = text.slice(above, end);
    return { start: above, end: end + after[0].length, text: whole.trimStart(), trailing };
  }
  const comma = /^\s*,\s*/.exec(text.slice(end));
  if (comma !== null && index < properties.length - 1) {
    return { start, end: end + comma[0].length, text: text.slice(start, end), trailing: "" };
  }
  return { start: previousEnd ?? start, end, text: text.slice(start, end), trailing: "" };
}

/** Where the comment lines directly above a line start. */
function commentsAbove(text: string, lineStart: number, floor: number): number {
  let at = lineStart;
  for (;;) {
    if (at === 0) return at;
    const before = text.lastIndexOf("\n", at - 2) + 1;
    if (before < floor || !/^[ \t]*(?:\/\/|\/\*|\*)/.test(text.slice(before, at))) return at;
    at = before;
  }
}

export function indentAt(text: string, offset: number): string {
  const lineStart = text.lastIndexOf("\n", offset - 1) + 1;
  return /^[ \t]*/.exec(text.slice(lineStart))?.[0] ?? "";
}

/** Takes what is too much of the indentation from every line but the first. */
export function dedent(text: string, from: string, to: string): string {
  if (from === to || text.includes("`")) return text;
  return text
    .split("\n")
    .map((line, index) => (index > 0 && line.startsWith(from) ? to + line.slice(from.length) : line))
    .join("\n");
}

/** Whether there is nothing but white space between the start of the line and the offset. */
export function startsLine(text: string, offset: number): boolean {
  return /^[ \t]*$/.test(text.slice(text.lastIndexOf("\n", offset - 1) + 1, offset));
}
