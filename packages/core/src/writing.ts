import { isHeard, publish } from "./channels.ts";
import type { Clock } from "./clock.ts";
import { encodeEntry } from "./codec.ts";
import { type Entry, isNewer } from "./entry.ts";
import type { LedgerReplica } from "./ledger-replica.ts";
import type { NearTier } from "./near-tier.ts";
import type { EntryKey, Store } from "./store.ts";

export interface WriteRequest {
  readonly entry: Entry;
  /** Milliseconds from now; capped by `maxTtlMs`. */
  readonly ttlMs: number;
  readonly tier?: "shared" | "near";
}

export interface WritingOptions {
  readonly clock: Clock;
  readonly store: Store;
  readonly near: NearTier;
  readonly replica: LedgerReplica;
  readonly maxTtlMs: number;
}

type Result = "written" | "older" | "failed";

/** The way of a write: the memory of this process, then the store. */
export interface Writing {
  /** Never rejects: what cannot be written is reported and missed later. */
  write(key: EntryKey, request: WriteRequest): Promise<void>;
}

export function createWriting({ clock, store, near, replica, maxTtlMs }: WritingOptions): Writing {
  /**
   * The ledger is asked before: one that was set back since the entry was begun, and has got as far again, gives its
   * position another meaning to everybody else. Only who knew it before finds out, which ends the epoch.
   */
  async function share(key: EntryKey, { entry, ttlMs }: WriteRequest): Promise<Result> {
    if (!(await replica.refresh())) return "failed";
    if (entry.position.epoch !== replica.epoch) return "older";
    const ageMs = Math.max(0, clock.now() - entry.createdMs);
    const frame = encodeEntry(key, entry);
    const capped = Math.max(1, Math.min(ttlMs, maxTtlMs));
    return store.write(key, { frame, position: entry.position, ageMs, ttlMs: capped });
  }

  return {
    async write(key, request) {
      const { entry, tier = "shared" } = request;
      const held = near.get(key);
      if (held === undefined || isNewer(entry, held, replica.epoch)) near.set(key, entry);
      const result: Result = tier === "near" ? "written" : await share(key, request).catch(() => "failed");
      if (isHeard("tagledger:write")) tell(key, entry, tier === "near" ? "near" : "store", result);
    },
  };
}

function tell(key: EntryKey, { kind, tags, body, position }: Entry, tier: "near" | "store", result: Result): void {
  const { byteLength: bytes } = body;
  publish("tagledger:write", () => ({ key, kind, tier, bytes, tags, seq: position.seq, result }));
}
