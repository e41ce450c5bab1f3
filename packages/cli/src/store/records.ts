import type { MarkRecord, News } from "@tagledger/core/store";

/** One invalidation, as far as the ledger still tells: what is later of a tag hides what was before. */
export interface LedgerRecord {
  readonly seq: number;
  readonly kind: "hard" | "soft";
  readonly tags: readonly string[];
  /** Milliseconds; absent when something newer hides it. */
  readonly ageMs?: number;
  /** Milliseconds until soft becomes hard, 0 when that has come; absent when never. */
  readonly hardensInMs?: number;
}

/** What was recorded after a position, in order; tags of one position and kind together. */
export function recordsAfter(marks: News["marks"], afterSeq: number): LedgerRecord[] {
  const records = new Map<string, LedgerRecord & { readonly tags: string[] }>();
  for (const mark of marks) {
    for (const record of recordsOf(mark)) {
      if (record.seq <= afterSeq) continue;
      const name = `${record.seq} ${record.kind}`;
      const known = records.get(name);
      if (known === undefined) records.set(name, { ...record, tags: [mark.tag] });
      else known.tags.push(mark.tag);
    }
  }
  return [...records.values()].toSorted((a, b) => a.seq - b.seq);
}

function recordsOf({ hard, soft, softExpiresInMs, ageMs }: MarkRecord): Omit<LedgerRecord, "tags">[] {
  const newest = Math.max(hard, soft);
  const ageOf = (seq: number): { ageMs?: number } => (seq === newest ? { ageMs } : {});
  const records: Omit<LedgerRecord, "tags">[] = [];
  // A soft mark whose time is over is a hard one at the same position.
  const hardened = soft > 0 && hard === soft;
  if (hard > 0 && !hardened) records.push({ seq: hard, kind: "hard", ...ageOf(hard) });
  if (soft > 0) {
    const hardensInMs = hardened ? 0 : softExpiresInMs;
    records.push({
      seq: soft,
      kind: "soft",
      ...ageOf(soft),
      ...(hardensInMs !== undefined && { hardensInMs: Math.max(0, hardensInMs) }),
    });
  }
  return records;
}
