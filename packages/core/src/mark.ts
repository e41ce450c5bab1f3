import type { MarkRecord } from "./store.ts";

/**
 * The constant-size summary of every invalidation of one tag (contract of Next.js as read from next@16.4.6
 * `server/lib/incremental-cache/tags-manifest.external.js`, with its three defects left out: a profile invalidation
 * never takes an immediate one back, an entry is judged by the position of an invalidation and not by the time at which
 * that hardens, and nothing is compared with a clock of another machine).
 */
export interface Mark {
  /** Position of the newest invalidation that expires entries, 0 for none. */
  readonly hard: number;
  /** Position of the newest profile invalidation, 0 for none. */
  readonly soft: number;
  /** Local monotonic milliseconds at which `soft` turns hard; `Infinity` for never. */
  readonly softDeadlineMs: number;
}

export const NO_MARK: Mark = { hard: 0, soft: 0, softDeadlineMs: Infinity };

/** The mark as it stands at `atMs`: a soft mark whose deadline has come is a hard one. */
export function settleMark(mark: Mark, atMs: number): Mark {
  if (mark.softDeadlineMs > atMs) return mark;
  return { hard: Math.max(mark.hard, mark.soft), soft: mark.soft, softDeadlineMs: Infinity };
}

/**
 * Adds a record to a mark. The mark is first settled at the time of the record: otherwise a short `{ expire }` of the
 * past would make every later profile invalidation of the tag a hard one.
 *
 * @param answeredAtMs local monotonic milliseconds that are not later than the moment the store answered.
 */
export function mergeMark(mark: Mark, record: MarkRecord, answeredAtMs: number): Mark {
  const settled = settleMark(mark, answeredAtMs - record.ageMs);
  const deadline = record.softExpiresInMs === undefined ? Infinity : answeredAtMs + record.softExpiresInMs;
  return {
    hard: Math.max(settled.hard, record.hard),
    soft: Math.max(settled.soft, record.soft),
    // The earliest pending deadline stands for all pending ones: that hardens too early at the worst.
    softDeadlineMs: Math.min(settled.softDeadlineMs, deadline),
  };
}
