/** Splices of one text. Offsets are those of the text before any of them. */
export interface Edits {
  /** @throws when it overlaps an earlier one: two edits of one place would be a defect of the transform. */
  readonly replace: (start: number, end: number, text: string) => void;
  /** Insertions at the same offset stay in the order in which they were made. */
  readonly insert: (offset: number, text: string) => void;
  readonly remove: (start: number, end: number) => void;
  readonly list: () => readonly Edit[];
}

export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export function createEdits(): Edits {
  const edits: Edit[] = [];
  const add = (edit: Edit): void => {
    const overlap = edits.find((other) => edit.start < other.end && other.start < edit.end);
    if (overlap !== undefined) {
      throw new Error(`two edits overlap at ${edit.start}–${edit.end} and ${overlap.start}–${overlap.end}`);
    }
    edits.push(edit);
  };
  return {
    replace: (start, end, text) => add({ start, end, text }),
    insert: (offset, text) => add({ start: offset, end: offset, text }),
    remove: (start, end) => add({ start, end, text: "" }),
    // Stable: what is inserted before a replaced range goes before it.
    list: () => edits.toSorted((a, b) => a.start - b.start || a.end - b.end),
  };
}

export function applyEdits(text: string, edits: readonly Edit[]): string {
  let result = "";
  let at = 0;
  for (const edit of edits) {
    result += text.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return result + text.slice(at);
}

/** Where an offset of the text before the edits is after them; what was replaced is at the start of its replacement. */
export function offsetAfter(offset: number, edits: readonly Edit[]): number {
  let shift = 0;
  for (const edit of edits) {
    if (edit.start > offset) break;
    if (offset < edit.end) return edit.start + shift;
    // A thing stays behind what is inserted in front of it.
    shift += edit.text.length - (edit.end - edit.start);
  }
  return offset + shift;
}

/** Where an offset of the text after the edits was before them. */
export function offsetBefore(offset: number, edits: readonly Edit[]): number {
  let shift = 0;
  for (const edit of edits) {
    const start = edit.start + shift;
    if (start > offset) break;
    if (offset < start + edit.text.length) return edit.start;
    shift += edit.text.length - (edit.end - edit.start);
  }
  return offset - shift;
}
