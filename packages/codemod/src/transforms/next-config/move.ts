import { rangeOf } from "../../parse.ts";
import type { Node } from "../../scope.ts";
import type { SourceFile } from "../../source-file.ts";
import { dedent, indentAt, spanOf, startsLine } from "./layout.ts";
import { type Place, propertiesOf } from "./places.ts";

/** What leaves `experimental`: `as` is its name outside of it, or nothing when it is not needed any more. */
export interface Leaving {
  readonly property: Node;
  readonly as: string | undefined;
}

/** Moves properties out of `experimental` to the place in front of it, and `experimental` away when it is empty then. */
export function moveOut(file: SourceFile, place: Place, leaving: readonly Leaving[], added: readonly string[]): void {
  const { text, style } = file;
  const all = propertiesOf(place.experimental);
  const outer = rangeOf(place.property);
  const indent = indentAt(text, outer.start);
  const moved = leaving.flatMap(({ property, as }) => {
    if (as === undefined) return [];
    const span = spanOf(text, all, property);
    const renamed = rename(span.text, text, property, as);
    return [{ text: dedent(renamed, indentAt(text, rangeOf(property).start), indent), trailing: span.trailing }];
  });
  const parts = [...added.map((line) => ({ text: line, trailing: "" })), ...moved];
  const gap = startsLine(text, outer.start) ? style.eol + indent : " ";

  if (leaving.length === all.length) {
    replaceAll(file, place, parts, gap);
    return;
  }
  const front = parts.map((part) => `${part.text},${gap === " " ? "" : part.trailing}${gap}`).join("");
  if (front !== "") file.edits.insert(outer.start, front);
  cut(
    file,
    all,
    leaving.map(({ property }) => property),
  );
}

function rename(written: string, text: string, property: Node, as: string): string {
  const key = rangeOf(property["key"]);
  if (text.slice(key.start, key.end) === as) return written;
  // The property is at the end of what is written; comments may be in front of it.
  const at = written.length - (rangeOf(property).end - key.start);
  const value =
    property["shorthand"] === true ? `${as}: ${written.slice(at)}` : as + written.slice(at + (key.end - key.start));
  return written.slice(0, at) + value;
}

function replaceAll(
  { text, edits }: SourceFile,
  { object, property }: Place,
  parts: readonly { readonly text: string; readonly trailing: string }[],
  gap: string,
): void {
  const { start, end } = rangeOf(property);
  if (parts.length > 0) {
    const last = parts.length - 1;
    const comma = /^[ \t]*,/.exec(text.slice(end))?.[0];
    const written = parts.map((part, index) => {
      const trailing = gap === " " ? "" : part.trailing;
      // The comma of `experimental` becomes that of the last one.
      if (index < last) return part.text + "," + trailing;
      return comma === undefined ? part.text : part.text + "," + trailing;
    });
    edits.replace(start, comma === undefined ? end : end + comma.length, written.join(gap));
    return;
  }
  const span = spanOf(text, propertiesOf(object), property);
  edits.remove(span.start, span.end);
}

/** Neighbours at the end of a list that is in one line share the comma in front of them. */
function cut({ text, edits }: SourceFile, all: readonly Node[], leaving: readonly Node[]): void {
  const lastStaying = all.findLastIndex((property) => !leaving.includes(property));
  let from: number | undefined;
  for (const property of leaving) {
    const span = spanOf(text, all, property);
    const inLine = !startsLine(text, rangeOf(property).start);
    if (inLine && all.indexOf(property) > lastStaying) from ??= rangeOf(all[lastStaying]).end;
    else edits.remove(span.start, span.end);
  }
  if (from !== undefined) edits.remove(from, rangeOf(all.at(-1)).end);
}
