import { rangeOf } from "../../parse.ts";
import type { Node } from "../../scope.ts";
import type { SourceFile } from "../../source-file.ts";
import { indentAt, startsLine } from "./layout.ts";
import { propertiesOf } from "./places.ts";

/** Writes `cacheComponents: true` as the first property of a configuration. */
export function insertFirst({ text, edits, style }: SourceFile, object: Node): void {
  const { start, end } = rangeOf(object);
  const [first] = propertiesOf(object);
  const inside = text.slice(start + 1, end - 1);
  const inLine = first === undefined ? !inside.includes("\n") : !startsLine(text, rangeOf(first).start);
  if (inLine) {
    const rest = inside.trim() === "" ? " " : ", ";
    if (first === undefined && inside.trim() === "") edits.replace(start + 1, end - 1, ` cacheComponents: true${rest}`);
    else edits.insert(first === undefined ? start + 1 : rangeOf(first).start, `cacheComponents: true${rest}`);
    return;
  }
  const indent = first === undefined ? indentAt(text, start) + style.indent : indentAt(text, rangeOf(first).start);
  edits.insert(start + 1, `${style.eol}${indent}cacheComponents: true,`);
}
