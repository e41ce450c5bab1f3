import { type Clock, systemClock } from "./clock.ts";
import { type ColdMisses, createColdMisses } from "./cold-miss.ts";
import { connect } from "./connection.ts";
import { type Consistency, createConsistency } from "./consistency.ts";
import { type Durations, invalidationOf } from "./durations.ts";
import type { Entry } from "./entry.ts";
import { createInvalidations } from "./invalidations.ts";
import type { LedgerReplica } from "./ledger-replica.ts";
import { createLineage, type Lineage } from "./lineage.ts";
import { createNearTier, type NearTier } from "./near-tier.ts";
import { PATH_PREFIX } from "./next-tags.ts";
import { createOwnership, type Ownership } from "./ownership.ts";
import { createPositions, type Positions } from "./positions.ts";
import { createReading, type Reading } from "./reading.ts";
import { createReceipts, type Receipts } from "./receipts.ts";
import type { RuntimeOptions } from "./runtime-options.ts";
import { type TagId, tagParts } from "./tag-id.ts";
import { type Verdict, verdict } from "./verdict.ts";
import { mayHoldResults, type WorkStore } from "./work-store.ts";
import { createWriting, type Writing } from "./writing.ts";

/** Everything of one process that the two handlers share: one ledger, one near tier, one way to the store. */
export interface Runtime {
  readonly clock: Clock;
  readonly replica: LedgerReplica;
  readonly lineage: Lineage;
  readonly positions: Positions;
  readonly deadlineMs: number;
  readonly maxEntryBytes: number;
  /** True while `next build` runs. */
  readonly building: boolean;
  readonly refresh: Consistency["refresh"];
  readonly read: Reading["read"];
  /** To be called with what was read, before that is taken for a miss. See `cold-miss.ts`. */
  readonly awaitEntry: ColdMisses["awaitEntry"];
  /** Judges an entry that does not come from the store. */
  judge(entry: Pick<Entry, "position" | "tagIds">, tags: readonly TagId[]): Verdict;
  readonly write: Writing["write"];
  /**
   * Invalidates tags on every instance, and resolves when that is recorded.
   *
   * @param durations as Next.js gives it to `updateTags`: absent or `{ expire: 0 }` expires entries at once; otherwise
   * they are served while fresh ones are made, for `expire` seconds at the most.
   * @throws TL-NOT-RECORDED.
   */
  invalidate(tags: readonly string[], durations?: Durations, workStore?: WorkStore): Promise<void>;
  /** A runtime that has found another owner stores and serves nothing from then on; it still records invalidations. */
  readonly claim: Ownership["claim"];
  /** Names that every instance is to know for a while. */
  readonly receipts: Receipts;
  close(): Promise<void>;
}

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
    coldMissWaitMs = 500,
    building = process.env["NEXT_PHASE"] === "phase-production-build",
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
  const { refresh, isTrusted: isKnown } = createConsistency(replica, positions, clock, options);
  const ownership = createOwnership(store, replica, maxTtlMs);
  const invalidations = createInvalidations({
    clock,
    retryAfterMs,
    append: (records) => replica.append(records),
    position: () => replica.position,
    renew: () => renew("More invalidations could not be recorded than can be remembered."),
  });
  const isTrusted = (): boolean => !ownership.refused && isKnown();
  const reading = createReading({ clock, store, near, replica, judge, isTrusted, renew });
  const { awaitEntry } = createColdMisses({
    clock,
    store,
    reading,
    waitMs: building ? 0 : coldMissWaitMs,
    refresh,
    // What this process alone knows to be invalid stays so, whoever makes it anew.
    isWorthWaiting: () => isTrusted() && !invalidations.unrecorded,
  });
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
    building,
    judge,
    refresh,
    read: reading.read,
    awaitEntry,
    async write(key, request) {
      if (!ownership.refused) await write(key, request);
    },
    async invalidate(tags, durations, workStore) {
      const named = [...new Set([...tags, ...tagParts(tags)])];
      if (named.length === 0) return;
      const { since, appended } = await invalidations.record(invalidationOf(named, durations), workStore);
      if (workStore === undefined) return;
      // Next.js discards what it kept by its own tags, not by the path that is invalidated.
      const isPath = named.some((tag) => tag.startsWith(PATH_PREFIX));
      if (!isPath || !mayHoldResults(workStore, 0)) positions.followOwn(workStore, since, appended);
    },
    claim: ownership.claim,
    receipts: createReceipts(store, replica),
    async close() {
      invalidations.close();
      await store.close();
    },
  };
}
