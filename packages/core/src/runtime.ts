import { type EntryKind, publish } from "./channels.ts";
import { type Clock, systemClock } from "./clock.ts";
import { decodeEntry, encodeEntry } from "./codec.ts";
import type { Entry } from "./entry.ts";
import { TagledgerError } from "./errors.ts";
import { createGuard } from "./guard.ts";
import { guardedStore } from "./guarded-store.ts";
import { createInvalidations } from "./invalidations.ts";
import { createLedgerReplica, type LedgerReplica, type LedgerSource } from "./ledger-replica.ts";
import { createLineage, type Lineage } from "./lineage.ts";
import { createNearTier, type NearTier } from "./near-tier.ts";
import { createPositions, type Positions } from "./positions.ts";
import type { EntryKey, Invalidation, News, Position, Store } from "./store.ts";
import { type TagId, tagIds, tagParts } from "./tag-id.ts";
import { type Verdict, verdict } from "./verdict.ts";
import { mayHoldResults, type WorkStore } from "./work-store.ts";

export interface RuntimeOptions {
  readonly store: Store;
  readonly clock?: Clock;
  /** Milliseconds that any call to the store may take. Default 500. */
  readonly deadlineMs?: number;
  /** Milliseconds between attempts to reach a store that failed, and to record what it did not take. Default 1000. */
  readonly retryAfterMs?: number;
  /** Bytes of entries to keep in the memory of this process; 0 for none. Default 64 MiB. */
  readonly nearBytes?: number;
  /**
   * `strong` (default): a read is judged by a refresh that was sent after its request started. `bounded`: by one that
   * was sent less than `maxStalenessMs` milliseconds ago.
   */
  readonly consistency?: "strong" | { readonly maxStalenessMs: number };
  /**
   * Milliseconds for which entries are served as they were last known when the ledger cannot be read. Default 0: they
   * are misses.
   */
  readonly graceMs?: number;
  /** Milliseconds after which any entry is dropped, whatever its own lifetime is. Default 30 days. */
  readonly maxTtlMs?: number;
  /** Bytes of the largest body that is stored. Default 64 MiB. */
  readonly maxEntryBytes?: number;
}

/** An entry as it was found, judged in the same turn in which the caller gets it. */
export type ReadOutcome =
  | { readonly verdict: Verdict; readonly entry: Entry; readonly ageMs: number }
  | { readonly verdict: "missing"; readonly entry?: undefined; readonly ageMs?: undefined };

export interface ReadRequest {
  readonly kind: EntryKind | readonly EntryKind[];
  /** Tags that this reader is interested in besides those of the entry. */
  readonly tags?: readonly string[];
  /** `near` looks only into the memory of this process. */
  readonly tier?: "shared" | "near";
  /** @returns true when a copy in memory is so old that the store is asked for a newer one. */
  isDue?(entry: Entry, ageMs: number): boolean;
}

export interface WriteRequest {
  readonly entry: Entry;
  /** Milliseconds from now; capped by `maxTtlMs`. */
  readonly ttlMs: number;
  readonly tier?: "shared" | "near";
}

/** Everything of one process that the two handlers share: one ledger, one near tier, one way to the store. */
export interface Runtime {
  readonly clock: Clock;
  readonly replica: LedgerReplica;
  readonly lineage: Lineage;
  readonly positions: Positions;
  readonly deadlineMs: number;
  readonly maxEntryBytes: number;
  /**
   * Makes sure that what is known is recent enough to judge for a request. Never rejects.
   *
   * @param own how many unfinished `'use cache'` calls of the request are the caller's.
   */
  refresh(workStore?: WorkStore, own?: number): Promise<void>;
  /** Never rejects: what cannot be read or judged is missing. */
  read(key: EntryKey, request: ReadRequest): Promise<ReadOutcome>;
  /** Judges an entry that does not come from the store. */
  judge(entry: Pick<Entry, "position" | "tagIds">, tags: readonly TagId[]): Verdict;
  /** Never rejects: what cannot be written is reported and missed later. */
  write(key: EntryKey, request: WriteRequest): Promise<void>;
  /**
   * Invalidates tags on every instance, and resolves when that is recorded.
   *
   * @param durations as Next.js gives it to `updateTags`: absent or `{ expire: 0 }` expires entries at once; otherwise
   * they are served while fresh ones are made, for `expire` seconds at the most.
   * @throws TL-NOT-RECORDED.
   */
  invalidate(
    tags: readonly string[],
    durations?: { readonly expire?: number | undefined },
    workStore?: WorkStore,
  ): Promise<void>;
  /**
   * Makes sure that a name belongs to one owner only. A runtime that finds another owner stores and serves nothing from
   * then on, and says so with TL-NAMESPACE-SHARED; it still records invalidations.
   *
   * @returns true when the name is this owner's; never rejects, and counts as its own what cannot be read.
   */
  claim(key: EntryKey, owner: string): Promise<boolean>;
  close(): Promise<void>;
}

/** Of the tags that Next.js gives to every route (next@16.4.6 `server/lib/implicit-tags.js`). */
const PATH_TAG_PREFIX = "_N_T_";
const MIB = 1 << 20;
const DAY_MS = 86_400_000;

export function createRuntime(options: RuntimeOptions): Runtime {
  const {
    clock = systemClock,
    deadlineMs = 500,
    retryAfterMs = 1000,
    nearBytes = 64 * MIB,
    consistency = "strong",
    graceMs = 0,
    maxTtlMs = 30 * DAY_MS,
    maxEntryBytes = 64 * MIB,
  } = options;
  const guard = createGuard(clock, { deadlineMs, retryAfterMs }, () => askForNews(replica.position));
  const store = guardedStore(options.store, guard);
  const near: NearTier = createNearTier(nearBytes);
  const source: LedgerSource = {
    news: (since) => guard.run("news", () => askForNews(since)),
    append: (records, since) => store.append(records, since),
  };
  const replica: LedgerReplica = createLedgerReplica(source, clock, () => {
    near.clear();
    lineage.reset();
  });
  const lineage: Lineage = createLineage(replica, () => clock.now());
  const positions = createPositions(replica, lineage, clock);
  const invalidations = createInvalidations({
    clock,
    retryAfterMs,
    append: (records) => replica.append(records),
    position: () => replica.position,
    renew: () => renew("More invalidations could not be recorded than can be remembered."),
  });
  /** True when another application was found in the same place. */
  let refused = false;

  async function askForNews(since: Position | undefined): Promise<News | undefined> {
    const sentAtMs = clock.now();
    const news = await options.store.news(since);
    if (news !== undefined) replica.learn(since, news, sentAtMs);
    return news;
  }

  /** @throws when it is not known which epoch that would be, or the store does not take it. */
  async function renew(message: string): Promise<void> {
    await replica.refresh();
    const { epoch } = replica;
    if (epoch === undefined || !replica.proven) throw new TagledgerError("TL-STORE-UNAVAILABLE");
    publish("tagledger:problem", () => ({ code: "TL-LEDGER-RENEWED", message }));
    await store.renew(epoch);
    if (!(await replica.refresh()) || replica.epoch === epoch) throw new TagledgerError("TL-STORE-UNAVAILABLE");
  }

  function isRecentEnough(workStore: WorkStore | undefined): boolean {
    const { provenUntilMs } = replica;
    if (!replica.proven) return false;
    if (workStore !== undefined && provenUntilMs > workStore.requestStartTime) return true;
    if (consistency === "strong") return false;
    const nowMs = clock.now();
    // The monotonic clock stands still while a machine is suspended; the wall clock tells.
    if (clock.wall() - replica.provenUntilWallMs >= consistency.maxStalenessMs) return false;
    return nowMs - provenUntilMs < consistency.maxStalenessMs;
  }

  function isTrusted(): boolean {
    if (refused) return false;
    if (replica.proven) return true;
    return graceMs > 0 && replica.position !== undefined && clock.now() - replica.provenUntilMs <= graceMs;
  }

  function judge(entry: Pick<Entry, "position" | "tagIds">, tags: readonly TagId[]): Verdict {
    if (!isTrusted()) return "expired";
    if (invalidations.unrecorded && [...entry.tagIds, ...tags].some((tag) => invalidations.isUnrecorded(tag))) {
      return "expired";
    }
    return verdict(entry.position, [entry.tagIds, tags], replica, clock.now());
  }

  async function fetchEntry(key: EntryKey): Promise<Entry | undefined> {
    const stored = await store.read(key);
    if (stored === undefined) return undefined;
    const decoded = decodeEntry(stored.frame);
    if (decoded === undefined) {
      publish("tagledger:problem", () => ({ code: "TL-DAMAGED-ENTRY", message: `Entry ${key} is damaged.` }));
      return undefined;
    }
    const entry: Entry = { ...decoded, tagIds: tagIds(decoded.tags), createdMs: clock.now() - stored.ageMs };
    if (entry.position.epoch !== replica.epoch || entry.position.seq <= replica.seq) return entry;
    // Another process may have seen a record, and written this, since this one looked.
    await replica.refresh();
    if (replica.proven && entry.position.epoch === replica.epoch && entry.position.seq > replica.seq) {
      await renew(`An entry is at position ${entry.position.seq} and the ledger only at ${replica.seq}.`);
      return undefined;
    }
    return entry;
  }

  async function read(key: EntryKey, request: ReadRequest): Promise<ReadOutcome> {
    const extra = tagIds(request.tags ?? []);
    const kinds: readonly EntryKind[] = typeof request.kind === "string" ? [request.kind] : request.kind;
    const held = near.get(key);
    if (held !== undefined && request.tier !== "near") {
      const ageMs = clock.now() - held.createdMs;
      if (judge(held, extra) === "fresh" && request.isDue?.(held, ageMs) !== true) return found(held, "near");
    }
    if (request.tier === "near") return held === undefined ? missing("absent") : found(held, "near");
    let stored: Entry | undefined;
    try {
      stored = await fetchEntry(key);
    } catch {
      return held === undefined ? missing("store") : found(held, "near");
    }
    if (stored === undefined || (held !== undefined && !isNewer(stored, held))) {
      return held === undefined ? missing("absent") : found(held, "near");
    }
    near.set(key, stored);
    return found(stored, "store");

    function found(entry: Entry, tier: "near" | "store"): ReadOutcome {
      if (!kinds.includes(entry.kind)) return missing("kind");
      const result = judge(entry, extra);
      const ageMs = Math.max(0, clock.now() - entry.createdMs);
      publish("tagledger:read", () => ({ key, kind: entry.kind, verdict: result, tier, ageMs, ...whyExpired(result) }));
      return { verdict: result, entry, ageMs };
    }
    function missing(reason: string): ReadOutcome {
      const kind = kinds[0] as EntryKind;
      publish("tagledger:read", () => ({ key, kind, verdict: "missing", tier: "none", reason }));
      return { verdict: "missing" };
    }
  }

  function whyExpired(result: Verdict): { reason?: string } {
    if (result !== "expired") return {};
    return { reason: isTrusted() ? "invalidated" : "unproven" };
  }

  /** Of two copies of one key, the one made from newer data; among equals the one made later. */
  function isNewer(one: Entry, other: Entry): boolean {
    if (one.position.epoch !== other.position.epoch) return one.position.epoch === replica.epoch;
    if (one.position.seq !== other.position.seq) return one.position.seq > other.position.seq;
    return one.createdMs > other.createdMs;
  }

  async function write(key: EntryKey, { entry, ttlMs, tier = "shared" }: WriteRequest): Promise<void> {
    if (refused) return;
    const bytes = entry.body.byteLength;
    let result: "written" | "older" | "failed" = "written";
    const held = near.get(key);
    if (held === undefined || isNewer(entry, held)) near.set(key, entry);
    if (tier === "shared") {
      const ageMs = Math.max(0, clock.now() - entry.createdMs);
      const frame = encodeEntry(entry);
      const capped = Math.max(1, Math.min(ttlMs, maxTtlMs));
      try {
        result = await store.write(key, { frame, position: entry.position, ageMs, ttlMs: capped });
      } catch {
        result = "failed";
      }
    }
    publish("tagledger:write", () => ({ key, kind: entry.kind, bytes, seq: entry.position.seq, result }));
  }

  return {
    clock,
    replica,
    lineage,
    positions,
    deadlineMs,
    maxEntryBytes,
    judge,
    read,
    write,
    async refresh(workStore, own = 0) {
      const entered = workStore && positions.enter(workStore, own);
      if (!isRecentEnough(workStore)) await replica.refresh();
      entered?.();
    },
    async invalidate(tags, durations, workStore) {
      const named = withParts(tags);
      if (named.length === 0) return;
      const { since, appended } = await invalidations.record(invalidationOf(named, durations), workStore);
      if (workStore === undefined) return;
      // Next.js discards what it kept by its own tags, not by the path that is invalidated.
      const isPath = named.some((tag) => tag.startsWith(PATH_TAG_PREFIX));
      if (!isPath || !mayHoldResults(workStore, 0)) positions.followOwn(workStore, since, appended);
    },
    async claim(key, owner) {
      try {
        const claimed = await store.read(key);
        const found = claimed && Buffer.from(claimed.frame).toString("utf8");
        if (found === owner) return true;
        if (found === undefined) {
          const { epoch = "", seq } = replica;
          await store.write(key, { frame: [Buffer.from(owner)], position: { epoch, seq }, ageMs: 0, ttlMs: maxTtlMs });
          return true;
        }
      } catch {
        return true;
      }
      refused = true;
      const message = "Give each application its own TAGLEDGER_NAMESPACE, or each build its own build id.";
      publish("tagledger:problem", () => ({ code: "TL-NAMESPACE-SHARED", message }));
      return false;
    },
    async close() {
      invalidations.close();
      await store.close();
    },
  };
}

function invalidationOf(
  tags: readonly string[],
  durations: { readonly expire?: number | undefined } | undefined,
): Invalidation {
  if (durations === undefined) return { tags, kind: "hard" };
  const { expire } = durations;
  if (expire === undefined || expire === Infinity) return { tags, kind: "soft" };
  // Not a number counts as no time at all: too much is invalidated rather than too little.
  return expire > 0 ? { tags, kind: "soft", expireSeconds: expire } : { tags, kind: "hard" };
}

function withParts(tags: readonly string[]): string[] {
  return [...new Set([...tags, ...tagParts(tags)])];
}
