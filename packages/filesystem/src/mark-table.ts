import { type Mark, mergeMark, NO_MARK } from "@tagledger/core";
import type { JournalMark } from "./journal-record.ts";

/** What is known of each tag, built up from marks in the order of their positions. All times are store time. */
export interface MarkTable {
  add(mark: JournalMark): void;
  /**
   * Drops the oldest marks that are too many or too old.
   *
   * @returns the greatest position among them: entries from before it can no longer be judged. 0 when none was dropped.
   */
  drop(maxMarks: number, writtenBeforeMs: number): number;
  /** In the order of positions. */
  marks(): Generator<JournalMark>;
}

interface Known {
  readonly mark: Mark;
  readonly atMs: number;
}

export function createMarkTable(): MarkTable {
  // A map keeps the order of insertion, and each mark is inserted anew when it changes.
  const table = new Map<string, Known>();
  return {
    add({ tag, hard, soft, atMs, hardensAtMs }) {
      const deadline = hardensAtMs === undefined ? {} : { softExpiresInMs: hardensAtMs - atMs };
      const known = table.get(tag);
      const mark = mergeMark(known?.mark ?? NO_MARK, { tag, hard, soft, ageMs: 0, ...deadline }, atMs);
      if (known !== undefined) table.delete(tag);
      table.set(tag, { mark, atMs });
    },
    drop(maxMarks, writtenBeforeMs) {
      let floorSeq = 0;
      for (const [tag, { mark, atMs }] of table) {
        if (table.size <= maxMarks && atMs >= writtenBeforeMs) break;
        table.delete(tag);
        floorSeq = Math.max(floorSeq, mark.hard, mark.soft);
      }
      return floorSeq;
    },
    *marks() {
      for (const [tag, { mark, atMs }] of table) {
        const { hard, soft, softDeadlineMs } = mark;
        yield { tag, hard, soft, atMs, ...(softDeadlineMs !== Infinity && { hardensAtMs: softDeadlineMs }) };
      }
    },
  };
}
