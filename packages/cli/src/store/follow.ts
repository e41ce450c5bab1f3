import type { Position } from "@tagledger/core/store";
import { setTimeout as sleep } from "node:timers/promises";
import type { BoundedStore } from "./bounded-store.ts";
import { explain } from "./explain.ts";
import { type LedgerRecord, recordsAfter } from "./records.ts";

export type LedgerEvent =
  | { readonly type: "opened"; readonly position: Position; readonly marks: number }
  | { readonly type: "record"; readonly epoch: string; readonly record: LedgerRecord }
  | { readonly type: "epoch"; readonly position: Position; readonly previous: string }
  | { readonly type: "lost"; readonly code: string; readonly message: string }
  | { readonly type: "back"; readonly afterMs: number };

export interface FollowOptions {
  readonly intervalMs: number;
  /** How many records of before are told first. */
  readonly last: number;
  readonly signal: AbortSignal;
}

/**
 * What happens in the ledger from now on, until the signal. A connection that is lost is told once and waited for.
 *
 * @throws what the store rejected the first question with.
 */
export async function* follow(store: BoundedStore, options: FollowOptions): AsyncGenerator<LedgerEvent> {
  const { intervalMs, last, signal } = options;
  const first = await store.news(undefined);
  if (first === undefined) return;
  let { position } = first;
  yield { type: "opened", position, marks: first.marks.length };
  if (last > 0) yield* told(position.epoch, recordsAfter(first.marks, 0).slice(-last));
  let lostAtMs: number | undefined;
  while (await pause(intervalMs, signal)) {
    let news: Awaited<ReturnType<BoundedStore["news"]>>;
    try {
      news = await store.news(position);
    } catch (error) {
      if (lostAtMs === undefined && !signal.aborted) yield { type: "lost", ...explain(error) };
      lostAtMs ??= performance.now();
      continue;
    }
    if (lostAtMs !== undefined) yield { type: "back", afterMs: performance.now() - lostAtMs };
    lostAtMs = undefined;
    if (news === undefined) continue;
    const isSameEpoch = news.position.epoch === position.epoch;
    if (!isSameEpoch) yield { type: "epoch", position: news.position, previous: position.epoch };
    const after = isSameEpoch ? position.seq : 0;
    position = news.position;
    yield* told(position.epoch, recordsAfter(news.marks, after));
  }
}

function* told(epoch: string, records: readonly LedgerRecord[]): Generator<LedgerEvent> {
  for (const record of records) yield { type: "record", epoch, record };
}

/** @returns false when the signal came. */
async function pause(ms: number, signal: AbortSignal): Promise<boolean> {
  await sleep(ms, undefined, { signal }).catch(() => {});
  return !signal.aborted;
}
