import { type Clock, systemClock } from "./clock.ts";
import { connect } from "./connection.ts";
import { createConsistency } from "./consistency.ts";
import { type Durations, invalidationOf } from "./durations.ts";
import type { Entry } from "./entry.ts";
import { createInvalidations } from "./invalidations.ts";
import type { LedgerReplica } from "./ledger-replica.ts";
import { createLineage, type Lineage } from "./lineage.ts";
import { createNearTier, type NearTier } from "./near-tier.ts";
import { createOwnership } from "./ownership.ts";
import { createPositions, type Positions } from "./positions.ts";
import { createReading, type ReadOutcome, type ReadRequest } from "./reading.ts";
import type { RuntimeOptions } from "./runtime-options.ts";
import type { EntryKey } from "./store.ts";
import { type TagId, tagParts } from "./tag-id.ts";
import { type Verdict, verdict } from "./verdict.ts";
import { mayHoldResults, type WorkStore } from "./work-store.ts";
import { createWriting, type WriteRequest } from "./writing.ts";

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
  invalidate(tags: readonly string[], durations?: Durations, workStore?: WorkStore): Promise<void>;
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
    maxTtlMs = 30 * DAY_MS,
    maxEntryBytes = 64 * MIB,
  } = options;
  const near: NearTier = createNearTier(nearBytes);
  const { store, replica, renew } = connect({
    store: options.store,
    clock,
    deadlineMs,
    retryAfterMs,
    onEpoch() {
      near.clear();
      lineage.reset();
    },
  });
  const lineage: Lineage = createLineage(replica, () => clock.now());
  const positions = createPositions(replica, lineage, clock);
  const consistency = createConsistency(replica, clock, options);
  const ownership = createOwnership(store, replica, maxTtlMs);
  const invalidations = createInvalidations({
    clock,
    retryAfterMs,
    append: (records) => replica.append(records),
    position: () => replica.position,
    renew: () => renew("More invalidations could not be recorded than can be remembered."),
  });
  const isTrusted = (): boolean => !ownership.refused && consistency.isTrusted();
  const { read } = createReading({ clock, store, near, replica, judge, isTrusted, renew });
  const { write } = createWriting({ clock, store, near, replica, maxTtlMs });

  function judge(entry: Pick<Entry, "position" | "tagIds">, tags: readonly TagId[]): Verdict {
    if (!isTrusted()) return "expired";
    if (invalidations.unrecorded && [...entry.tagIds, ...tags].some((tag) => invalidations.isUnrecorded(tag))) {
      return "expired";
    }
    return verdict(entry.position, [entry.tagIds, tags], replica, clock.now());
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
    async write(key, request) {
      if (!ownership.refused) await write(key, request);
    },
    async refresh(workStore, own = 0) {
      const entered = workStore && positions.enter(workStore, own);
      if (!consistency.isRecentEnough(workStore)) await replica.refresh();
      entered?.();
    },
    async invalidate(tags, durations, workStore) {
      const named = [...new Set([...tags, ...tagParts(tags)])];
      if (named.length === 0) return;
      const { since, appended } = await invalidations.record(invalidationOf(named, durations), workStore);
      if (workStore === undefined) return;
      // Next.js discards what it kept by its own tags, not by the path that is invalidated.
      const isPath = named.some((tag) => tag.startsWith(PATH_TAG_PREFIX));
      if (!isPath || !mayHoldResults(workStore, 0)) positions.followOwn(workStore, since, appended);
    },
    claim: ownership.claim,
    async close() {
      invalidations.close();
      await store.close();
    },
  };
}
