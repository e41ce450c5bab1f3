import { createMarkMap, type MarkMap } from "./mark-map.ts";
import type { MarkRecord } from "./store.ts";
import { tagId } from "./tag-id.ts";

/** So many marks are read in a few milliseconds. */
export const MARKS_IN_A_TURN = 10_000;

/**
 * Reads all marks of a ledger a slice at a time: a million of them must not keep the process from its requests.
 *
 * @param answeredAtMs see {@link mergeMark}.
 */
export async function readMarks(records: readonly MarkRecord[], answeredAtMs: number): Promise<MarkMap> {
  const marks = createMarkMap(records.length);
  for (let index = 0; index < records.length; index++) {
    if (index % MARKS_IN_A_TURN === 0) await new Promise((resolve) => setImmediate(resolve));
    const record = records[index] as MarkRecord;
    marks.merge(tagId(record.tag), record, answeredAtMs);
  }
  return marks;
}
