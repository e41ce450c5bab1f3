import { type Clock, systemClock } from "./clock.ts";
import { TagledgerError } from "./errors.ts";
import { type Mark, mergeMark, NO_MARK, settleMark } from "./mark.ts";
import { type Random, systemRandom } from "./random.ts";
import type {
  Appended,
  EntryKey,
  EntryWrite,
  Invalidation,
  MarkRecord,
  News,
  Position,
  Store,
  StoredEntry,
} from "./store.ts";

interface KeptMark {
  readonly mark: Mark;
  /** When its newest record was written. */
  readonly atMs: number;
}

interface KeptEntry {
  readonly frame: Uint8Array;
  readonly position: EntryWrite["position"];
  readonly createdMs: number;
  readonly expiresMs: number;
}

/** What several memory stores of one process share, as if each were the view of another process. */
export interface MemoryBacking {
  epoch: string;
  seq: number;
  floorSeq: number;
  /** In the order of each tag's newest record. */
  readonly marks: Map<string, KeptMark>;
  /** The nonce of each record of this epoch. */
  readonly nonces: Map<number, string>;
  readonly entries: Map<EntryKey, KeptEntry>;
  /** When each lease lapses. */
  readonly leases: Map<EntryKey, number>;
}

export interface MemoryStoreOptions {
  readonly backing?: MemoryBacking;
  readonly clock?: Clock;
  readonly random?: Random;
  /** How many tags the ledger remembers before its floor rises. */
  readonly maxMarks?: number;
}

export function createMemoryBacking(random: Random = systemRandom): MemoryBacking {
  return {
    epoch: random.hex(16),
    seq: 0,
    floorSeq: 0,
    marks: new Map(),
    nonces: new Map(),
    entries: new Map(),
    leases: new Map(),
  };
}

/**
 * The reference of what a store is: everything in maps, nothing shared between processes. Its store time is the given
 * clock.
 */
export function memoryStore(options: MemoryStoreOptions = {}): Store {
  const { clock = systemClock, random = systemRandom, maxMarks = 1_000_000 } = options;
  const backing = options.backing ?? createMemoryBacking(random);
  let closed = false;

  function assertOpen(): void {
    if (closed) throw new TagledgerError("TL-STORE-CLOSED");
  }

  function startEpoch(): void {
    backing.epoch = random.hex(16);
    backing.seq = 0;
    backing.floorSeq = 0;
    backing.marks.clear();
    backing.nonces.clear();
  }

  function isKnown(since: Position): boolean {
    return since.seq === 0 || backing.nonces.get(since.seq) === since.nonce;
  }

  function recordOf(tag: string, { mark, atMs }: KeptMark, nowMs: number): MarkRecord {
    const settled = settleMark(mark, nowMs);
    const record: MarkRecord = { tag, hard: settled.hard, soft: settled.soft, ageMs: nowMs - atMs };
    if (settled.softDeadlineMs === Infinity) return record;
    return { ...record, softExpiresInMs: settled.softDeadlineMs - nowMs };
  }

  function newsSince(since: Position | undefined): News {
    if (since?.epoch === backing.epoch && !isKnown(since)) startEpoch();
    const reset = since?.epoch !== backing.epoch || since.seq < backing.floorSeq;
    const after = reset ? 0 : since.seq;
    const nowMs = clock.now();
    const marks: MarkRecord[] = [];
    for (const [tag, kept] of backing.marks) {
      if (Math.max(kept.mark.hard, kept.mark.soft) > after) marks.push(recordOf(tag, kept, nowMs));
    }
    const nonce = backing.nonces.get(backing.seq) ?? "";
    return { position: { epoch: backing.epoch, seq: backing.seq, nonce }, floorSeq: backing.floorSeq, marks, reset };
  }

  function addRecord({ tags, kind, expireSeconds }: Invalidation): void {
    const seq = ++backing.seq;
    const atMs = clock.now();
    backing.nonces.set(seq, random.hex(8));
    for (const tag of tags) {
      const written: MarkRecord = {
        tag,
        hard: kind === "hard" ? seq : 0,
        soft: kind === "soft" ? seq : 0,
        ageMs: 0,
        ...(expireSeconds !== undefined && { softExpiresInMs: expireSeconds * 1000 }),
      };
      const mark = mergeMark(backing.marks.get(tag)?.mark ?? NO_MARK, written, atMs);
      backing.marks.delete(tag);
      backing.marks.set(tag, { mark, atMs });
    }
  }

  function forgetOldestMarks(): void {
    for (const [tag, { mark }] of backing.marks) {
      if (backing.marks.size <= maxMarks) return;
      backing.marks.delete(tag);
      backing.floorSeq = Math.max(backing.floorSeq, mark.hard, mark.soft);
    }
  }

  return {
    name: "memory",
    capabilities: { shared: false, durable: false },
    async news(since) {
      assertOpen();
      if (since?.epoch === backing.epoch && since.seq === backing.seq && isKnown(since)) return undefined;
      return newsSince(since);
    },
    async append(invalidations, since): Promise<Appended> {
      assertOpen();
      if (since?.epoch === backing.epoch && !isKnown(since)) startEpoch();
      const alone = since?.epoch === backing.epoch && since.seq === backing.seq;
      for (const invalidation of invalidations) addRecord(invalidation);
      forgetOldestMarks();
      return { seq: backing.seq, alone, news: newsSince(since) };
    },
    async renew(epoch) {
      assertOpen();
      if (backing.epoch === epoch) startEpoch();
    },
    async read(key): Promise<StoredEntry | undefined> {
      assertOpen();
      const entry = backing.entries.get(key);
      if (entry === undefined) return undefined;
      const nowMs = clock.now();
      if (entry.expiresMs <= nowMs) {
        backing.entries.delete(key);
        return undefined;
      }
      return { frame: Uint8Array.from(entry.frame), ageMs: Math.max(0, nowMs - entry.createdMs) };
    },
    async write(key, { frame, position, ageMs, ttlMs }) {
      assertOpen();
      const nowMs = clock.now();
      const createdMs = nowMs - ageMs;
      const kept = backing.entries.get(key);
      if (kept !== undefined && kept.expiresMs > nowMs && kept.position.epoch === position.epoch) {
        const newer = kept.position.seq - position.seq || kept.createdMs - createdMs;
        if (newer > 0) return "older";
      }
      backing.entries.set(key, { frame: Buffer.concat(frame), position, createdMs, expiresMs: nowMs + ttlMs });
      return "written";
    },
    async remove(key) {
      assertOpen();
      backing.entries.delete(key);
    },
    async lease(key, ms) {
      assertOpen();
      const nowMs = clock.now();
      for (const [leased, untilMs] of backing.leases) if (untilMs <= nowMs) backing.leases.delete(leased);
      if (backing.leases.has(key)) return false;
      backing.leases.set(key, nowMs + ms);
      return true;
    },
    async keys() {
      assertOpen();
      return { entries: [...backing.entries].map(([key, { frame }]) => ({ key, bytes: frame.byteLength })) };
    },
    async close() {
      closed = true;
    },
  };
}
