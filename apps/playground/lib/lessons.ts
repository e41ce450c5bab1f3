import type { SeenEvent } from "./event-store";

/** When another instance knew an invalidation. */
export interface Lesson {
  readonly instance: string;
  readonly afterMs: number;
}

/** An instance knows an invalidation with the first refresh that reaches its place in the ledger. */
export function lessons(invalidation: SeenEvent, events: readonly SeenEvent[]): readonly Lesson[] {
  const { seq } = invalidation.message as { seq?: number };
  if (seq === undefined) return [];
  const learned = new Map<string, number>();
  for (const { channel, fleet, instance, at, message } of events) {
    if (channel !== "tagledger:refresh" || fleet !== invalidation.fleet || at < invalidation.at) continue;
    const { ok, seq: known } = message as { ok: boolean; seq: number };
    const isOther = instance !== invalidation.instance;
    if (isOther && ok && known >= seq && !learned.has(instance)) learned.set(instance, at - invalidation.at);
  }
  return [...learned].map(([instance, afterMs]) => ({ instance, afterMs })).toSorted((a, b) => a.afterMs - b.afterMs);
}
