import type { Edits } from "../../edits.ts";
import { rangeOf } from "../../parse.ts";
import type { Node } from "../../scope.ts";
import { spanOf } from "../next-config/layout.ts";

interface Range {
  readonly start: number;
  readonly end: number;
}

/** Takes properties out of an object literal, and says what that cuts. */
export function removeProperties(text: string, object: Node, leaving: readonly Node[], edits: Edits): Range[] {
  const cuts = cutsOf(text, object, leaving);
  for (const { start, end } of cuts) edits.remove(start, end);
  return cuts;
}

function cutsOf(text: string, object: Node, leaving: readonly Node[]): Range[] {
  const all = object["properties"] as Node[];
  const leaves = (node: Node): boolean => leaving.includes(node);
  if (all.every(leaves)) {
    const { start, end } = rangeOf(object);
    return [{ start: start + 1, end: end - 1 }];
  }
  const lastStaying = all.findLastIndex((node) => !leaves(node));
  const cuts: Range[] = [];
  for (const [index, node] of all.entries()) {
    if (!leaves(node)) continue;
    const span = spanOf(text, all, node);
    const ownLines = text.slice(span.start, span.end).endsWith("\n");
    if (ownLines) cuts.push({ start: span.start, end: span.end });
    else if (index < lastStaying) cuts.push({ start: rangeOf(node).start, end: rangeOf(all[index + 1]).start });
    else if (cuts.at(-1)?.end !== rangeOf(all.at(-1)).end) {
      // All that follow leave as well: one cut, with the comma in front of it.
      cuts.push({ start: rangeOf(all[lastStaying]).end, end: rangeOf(all.at(-1)).end });
    }
  }
  return cuts;
}
