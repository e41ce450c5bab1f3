import { type LedgerView, tagId, type Verdict, verdict } from "@tagledger/core";
import { isPastExpire, isPastRevalidate, tagParts } from "@tagledger/core/operate";
import type { ReadEntry } from "./read-entry.ts";

/** Why an entry is not fresh. */
export type Cause =
  | { readonly type: "epoch"; readonly epoch: string }
  | { readonly type: "floor"; readonly floorSeq: number }
  | { readonly type: "ahead"; readonly seq: number }
  | { readonly type: "tag"; readonly tag: string; readonly verdict: Verdict; readonly at: number }
  | { readonly type: "revalidate" | "expire" };

export interface Judgement {
  readonly verdict: Verdict;
  /** Empty for fresh. */
  readonly causes: readonly Cause[];
}

const RANK = { fresh: 0, stale: 1, expired: 2 } as const;

/**
 * What the handlers would do with an entry now, and what makes them. The verdict is theirs: each tag is put to it alone.
 *
 * @param view all that the ledger knows.
 * @param nowMs on the clock that the view was read by.
 */
export function judge(read: ReadEntry, view: LedgerView, nowMs: number): Judgement {
  const { entry, ageMs } = read;
  const { position } = entry;
  if (verdict(position, [], view, nowMs) === "expired") return { verdict: "expired", causes: [placeCause()] };
  const causes: Cause[] = [];
  let worst: Verdict = "fresh";
  const add = (found: Verdict, cause: Cause): void => {
    causes.push(cause);
    if (RANK[found] > RANK[worst]) worst = found;
  };
  for (const tag of new Set(entry.tags)) {
    const found = verdict(position, [[tagId(tag)]], view, nowMs);
    if (found === "fresh") continue;
    const mark = view.mark(tagId(tag));
    const at = Math.max(mark?.hard ?? 0, mark?.soft ?? 0);
    add(found, { type: "tag", tag, verdict: found, at });
  }
  if (isPastExpire(entry, ageMs)) add("expired", { type: "expire" });
  else if (isPastRevalidate(entry, ageMs)) add("stale", { type: "revalidate" });
  // What decides comes first.
  const weight = (cause: Cause): number =>
    cause.type === "tag" ? RANK[cause.verdict] : cause.type === "expire" ? 2 : 1;
  return { verdict: worst, causes: causes.toSorted((a, b) => weight(b) - weight(a)) };

  function placeCause(): Cause {
    if (position.epoch !== view.epoch) return { type: "epoch", epoch: view.epoch ?? "" };
    if (position.seq < view.floorSeq) return { type: "floor", floorSeq: view.floorSeq };
    return { type: "ahead", seq: view.seq };
  }
}

/** Whether an entry concerns somebody who asks for one of these tags. */
export function carries(read: ReadEntry, tags: ReadonlySet<string>): boolean {
  return read.entry.tags.some((tag) => tags.has(tag)) || tagParts(read.entry.tags).some((part) => tags.has(part));
}
