import { type Mark, settleMark } from "./mark.ts";
import type { TagId } from "./tag-id.ts";

/** What may be done with an entry: serve it; serve it while a fresh one is made; not serve it. */
export type Verdict = "fresh" | "stale" | "expired";

/** What a verdict needs to know of the ledger. */
export interface LedgerView {
  /** `undefined` before anything was learned of the ledger. */
  readonly epoch: string | undefined;
  readonly seq: number;
  readonly floorSeq: number;
  mark(tag: TagId): Mark | undefined;
}

/**
 * Judges an entry made at `position` by the marks of its tags. The comparison is strict: a position is the newest record
 * that was known *before* the entry was begun, so an equal mark is one the entry has seen.
 *
 * @param nowMs local monotonic milliseconds.
 */
export function verdict(
  position: { readonly epoch: string; readonly seq: number },
  tagGroups: readonly (readonly TagId[])[],
  ledger: LedgerView,
  nowMs: number,
): Verdict {
  if (position.epoch !== ledger.epoch) return "expired";
  if (position.seq < ledger.floorSeq || position.seq > ledger.seq) return "expired";
  // Nothing was recorded since the entry was begun, whatever its tags are.
  if (position.seq === ledger.seq) return "fresh";
  let result: Verdict = "fresh";
  for (const tags of tagGroups) {
    for (const tag of tags) {
      const known = ledger.mark(tag);
      if (known === undefined) continue;
      const mark = settleMark(known, nowMs);
      if (mark.hard > position.seq) return "expired";
      if (mark.soft > position.seq) result = "stale";
    }
  }
  return result;
}
