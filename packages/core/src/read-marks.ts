import { createMarkMap, type MarkMap } from "./mark-map.ts";
import { PATH_PREFIX } from "./next-tags.ts";
import type { MarkRecord } from "./store.ts";
import { tagId } from "./tag-id.ts";

export interface ReadMarks {
  readonly marks: MarkMap;
  /** Position of the newest invalidation of a path, 0 for none. */
  readonly pathSeq: number;
}

/** So many marks are read in a few milliseconds. */
export const MARKS_IN_A_TURN = 10_000;

/**
 * Reads all marks of a ledger a slice at a time: a million of them must not keep the process from its requests.
 *
 * @param answeredAtMs see {@link mergeMark}.
 */
export async function readMarks(records: readonly MarkRecord[], answeredAtMs: number): Promise<ReadMarks> {
  const marks = createMarkMap(records.length);
  let pathSeq = 0;
  for (let index = 0; index < records.length; index++) {
    if (index % MARKS_IN_A_TURN === 0) await new Promise((resolve) => setImmediate(resolve));
    const record = records[index] as MarkRecord;
    if (record.tag.startsWith(PATH_PREFIX)) pathSeq = Math.max(pathSeq, record.hard, record.soft);
    marks.merge(tagId(record.tag), record, answeredAtMs);
  }
  return { marks, pathSeq };
}
