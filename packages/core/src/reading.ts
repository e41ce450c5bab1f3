import { type EntryKind, isHeard, type MissReason, publish } from "./channels.ts";
import type { Clock } from "./clock.ts";
import { decodeEntry } from "./codec.ts";
import { type Entry, isNewer } from "./entry.ts";
import type { LedgerReplica } from "./ledger-replica.ts";
import type { NearTier } from "./near-tier.ts";
import type { EntryKey, Store } from "./store.ts";
import { type TagId, tagIds } from "./tag-id.ts";
import type { Verdict } from "./verdict.ts";

/** An entry as it was found, judged in the same turn in which the caller gets it. */
export type ReadOutcome = (
  | { readonly verdict: Verdict; readonly entry: Entry; readonly ageMs: number }
  | { readonly verdict: "missing"; readonly entry?: undefined; readonly ageMs?: undefined }
) & {
  /** Where it was found; absent when missing. */
  readonly tier?: "near" | "store" | "seed" | undefined;
  /** Only when there is nothing to serve. */
  readonly reason?: MissReason | undefined;
};

export interface ReadRequest {
  readonly kind: EntryKind | readonly EntryKind[];
  /** Tags that this reader is interested in besides those of the entry. */
  readonly tags?: readonly string[];
  /** `near` looks only into the memory of this process. */
  readonly tier?: "shared" | "near";
  /** @returns true when a copy in memory is so old that the store is asked for a newer one. */
  isDue?(entry: Entry, ageMs: number): boolean;
  /** @returns true when an entry's own lifetime is over, so that it cannot be served whatever its tags say. */
  isOver?(entry: Entry, ageMs: number): boolean;
}

export interface ReadingOptions {
  readonly clock: Clock;
  readonly store: Store;
  readonly near: NearTier;
  readonly replica: LedgerReplica;
  judge(entry: Entry, tags: readonly TagId[]): Verdict;
  /** @returns true when entries may be judged at all. */
  isTrusted(): boolean;
  /** Starts a new epoch. */
  renew(message: string): Promise<void>;
}

/** What there is, before anybody has judged it. */
export interface Found {
  readonly entry: Entry | undefined;
  readonly tier: "near" | "store";
  /** True when the store did not answer. */
  readonly failed?: true;
}

/** The way of a read: the memory of this process, then the store. */
export interface Reading {
  /** Never rejects: what cannot be read or judged is missing. */
  read(key: EntryKey, request: ReadRequest): Promise<ReadOutcome>;
  /** Asks the store, and keeps near what is newer than what was there. Never rejects. */
  look(key: EntryKey): Promise<Found>;
  judged(request: ReadRequest, found: Found): ReadOutcome;
  /**
   * Judges and publishes what came of it.
   *
   * @param waitedMs for how long the reader waited for somebody to make the entry.
   */
  told(key: EntryKey, request: ReadRequest, found: Found, waitedMs?: number): ReadOutcome;
}

export function createReading(options: ReadingOptions): Reading {
  const { clock, store, near, replica, judge, isTrusted, renew } = options;

  async function fetchEntry(key: EntryKey): Promise<Entry | undefined> {
    const stored = await store.read(key);
    if (stored === undefined) return undefined;
    const decoded = decodeEntry(key, stored.frame);
    if (decoded === undefined) {
      publish("tagledger:problem", () => ({ code: "TL-DAMAGED-ENTRY", message: `Entry ${key} is damaged.` }));
      return undefined;
    }
    // To spread `decoded` would take longer than to decode it.
    const { position, kind, tags, meta, body } = decoded;
    const createdMs = clock.now() - stored.ageMs;
    const entry: Entry = { position, kind, tags, meta, body, tagIds: tagIds(tags), createdMs };
    if (entry.position.epoch !== replica.epoch || entry.position.seq <= replica.seq) return entry;
    // Another process may have seen a record, and written this, since this one looked.
    await replica.refresh();
    if (replica.proven && entry.position.epoch === replica.epoch && entry.position.seq > replica.seq) {
      await renew(`An entry is at position ${entry.position.seq} and the ledger only at ${replica.seq}.`);
      return undefined;
    }
    return entry;
  }

  async function look(key: EntryKey): Promise<Found> {
    const held = near.get(key);
    let stored: Entry | undefined;
    try {
      stored = await fetchEntry(key);
    } catch {
      return { entry: held, tier: "near", failed: true };
    }
    if (stored === undefined || (held !== undefined && !isNewer(stored, held, replica.epoch))) {
      return { entry: held, tier: "near" };
    }
    near.set(key, stored);
    return { entry: stored, tier: "store" };
  }

  async function find(key: EntryKey, { tags = [], tier, isDue }: ReadRequest): Promise<Found> {
    const held = near.get(key);
    if (tier === "near") return { entry: held, tier };
    const isServed = held !== undefined && judge(held, tagIds(tags)) === "fresh";
    if (isServed && isDue?.(held, clock.now() - held.createdMs) !== true) return { entry: held, tier: "near" };
    return look(key);
  }

  function judged({ kind, tags = [] }: ReadRequest, { entry, tier, failed }: Found): ReadOutcome {
    if (entry === undefined) return { verdict: "missing", reason: failed === true ? "store" : "absent" };
    if (!kindsOf(kind).includes(entry.kind)) return { verdict: "missing", reason: "kind" };
    const verdict = judge(entry, tagIds(tags));
    const reason = verdict !== "expired" ? undefined : isTrusted() ? "invalidated" : "unproven";
    return { verdict, entry, ageMs: Math.max(0, clock.now() - entry.createdMs), tier, reason };
  }

  function told(key: EntryKey, request: ReadRequest, found: Found, waitedMs?: number): ReadOutcome {
    const outcome = judged(request, found);
    if (isHeard("tagledger:read")) tell(key, request, outcome, waitedMs);
    return outcome;
  }

  return {
    async read(key, request) {
      return told(key, request, await find(key, request));
    },
    look,
    judged,
    told,
  };
}

function tell(key: EntryKey, { kind }: ReadRequest, outcome: ReadOutcome, waitedMs: number | undefined): void {
  const { verdict, entry, ageMs, tier, reason } = outcome;
  publish("tagledger:read", () => ({
    key,
    kind: entry?.kind ?? (kindsOf(kind)[0] as EntryKind),
    verdict,
    tier: tier ?? "none",
    ...(ageMs !== undefined && { ageMs }),
    ...(entry && { tags: entry.tags, bytes: entry.body.byteLength }),
    ...(reason !== undefined && { reason }),
    ...(waitedMs !== undefined && { waitedMs }),
  }));
}

function kindsOf(kind: ReadRequest["kind"]): readonly EntryKind[] {
  return typeof kind === "string" ? [kind] : kind;
}
