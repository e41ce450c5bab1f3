import type { Clock } from "./clock.ts";
import type { LedgerReplica } from "./ledger-replica.ts";
import type { Lineage } from "./lineage.ts";
import type { Appended, Position } from "./store.ts";
import type { TagId } from "./tag-id.ts";
import { mayHoldResults, type WorkStore } from "./work-store.ts";

/** The position to store an entry with, and how often it was inherited from an older piece. */
export interface EntryPosition {
  readonly epoch: string;
  readonly seq: number;
  readonly depth: number;
}

export interface Generation {
  readonly key: string;
  readonly tags: readonly TagId[];
  /** When it was begun, in local monotonic milliseconds. */
  readonly begunMs: number;
  /** The request it ran in; `undefined` when that cannot be told. */
  readonly workStore: WorkStore | undefined;
  /** The position at which its handler was asked for the entry, where that is known. */
  readonly asked?: Asked;
  /**
   * Only for responses: the tags of their route. They are asked for before their render begins and stored outside of it,
   * so nothing that Next.js keeps within a request can be older than the question.
   */
  readonly routeTags?: readonly TagId[];
}

export interface Asked {
  readonly epoch: string;
  readonly seq: number;
  readonly atMs: number;
}

/** Tells which position an entry is as old as. */
export interface Positions {
  /** @returns `undefined` when it cannot be known; the entry must not be stored then. */
  of(generation: Generation): EntryPosition | undefined;
  /**
   * To be called when a request is about to ask what is new, before its first read.
   *
   * @param own how many unfinished `'use cache'` calls of the request are the caller's.
   * @returns a function to be called when it knows.
   */
  enter(workStore: WorkStore, own: number): () => void;
  /** Notes that an entry was given to Next.js, which requests that ask for the same at this moment share. */
  shared(): void;
  /**
   * Lets what a request makes after its own invalidation count as made after it, when nobody else recorded anything in
   * between.
   */
  followOwn(workStore: WorkStore, since: Position | undefined, appended: Appended): void;
}

/** Where the request of a generation cannot be told, it is assumed to have begun this long before it. */
const LONGEST_REQUEST_MS = 60_000;

export function createPositions(replica: LedgerReplica, lineage: Lineage, clock: Clock): Positions {
  /** The position that everything a request holds is at least as new as, where that is more than its begin tells. */
  const floors = new WeakMap<WorkStore, { epoch: string; seq: number }>();
  let sharedAtMs = -Infinity;

  /**
   * Next.js keeps results for a whole request and does not ask again (next@16.4.6
   * `server/use-cache/use-cache-wrapper.js`, `completedCacheInvocations`), so a generation counts as begun when its
   * request first knew the ledger, or began, where it may have joined somebody before.
   */
  function seqOfRequest(workStore: WorkStore): number | undefined {
    const floor = floors.get(workStore);
    if (floor !== undefined && floor.epoch === replica.epoch) return floor.seq;
    return replica.observations.seqBefore(workStore.requestStartTime);
  }

  function seqWithoutRequest(begunMs: number): number | undefined {
    const first = replica.observations.first();
    // No request of this process is older than what the process knew first.
    if (first !== undefined && first.atMs >= begunMs - LONGEST_REQUEST_MS) {
      return first.atMs < begunMs ? first.seq : undefined;
    }
    return replica.observations.seqBefore(begunMs - LONGEST_REQUEST_MS);
  }

  return {
    of({ key, tags, begunMs, workStore, asked, routeTags }) {
      const { epoch } = replica;
      if (epoch === undefined || (asked !== undefined && asked.epoch !== epoch)) return undefined;
      const requestBeganMs = requestStart();
      let seq = ownSeq();
      if (seq === undefined) return undefined;
      if (asked !== undefined) seq = Math.min(seq, asked.seq);
      const piece = lineage.oldestPiece({
        key,
        tags,
        seq,
        requestBeganMs,
        begunMs: asked?.atMs ?? begunMs,
        workStore,
        routeTags,
      });
      if (piece === "unknown") return undefined;
      if (piece === undefined) return { epoch, seq, depth: 0 };
      return piece.seq < 0 ? undefined : { epoch, seq: piece.seq, depth: piece.depth + 1 };

      function requestStart(): number {
        if (workStore !== undefined) return Math.min(begunMs, workStore.requestStartTime);
        if (routeTags !== undefined) return begunMs;
        return begunMs - LONGEST_REQUEST_MS;
      }
      function ownSeq(): number | undefined {
        if (workStore !== undefined) {
          const known = seqOfRequest(workStore);
          if (known === undefined) return undefined;
          if (asked !== undefined) return known;
          const begun = replica.observations.seqBefore(begunMs);
          return begun === undefined ? undefined : Math.min(known, begun);
        }
        if (routeTags !== undefined) return asked?.seq;
        return seqWithoutRequest(begunMs);
      }
    },
    enter(workStore, own) {
      const { epoch, seq } = replica;
      const enteredMs = clock.now();
      if (floors.has(workStore) || mayHoldResults(workStore, own)) return () => {};
      return () => {
        if (floors.has(workStore) || replica.epoch === undefined) return;
        // What others were given while this waited was judged without the news that it waited for.
        const learned = replica.epoch !== epoch || replica.seq !== seq;
        if (learned && sharedAtMs >= enteredMs && mayHoldResults(workStore, own)) return;
        floors.set(workStore, { epoch: replica.epoch, seq: replica.seq });
      };
    },
    shared() {
      sharedAtMs = clock.now();
    },
    followOwn(workStore, since, appended) {
      if (!appended.alone || since === undefined || since.epoch !== appended.news.position.epoch) return;
      if (seqOfRequest(workStore) !== since.seq) return;
      floors.set(workStore, { epoch: since.epoch, seq: appended.seq });
    },
  };
}
