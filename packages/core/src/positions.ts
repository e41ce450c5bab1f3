import type { Clock } from "./clock.ts";
import type { LedgerReplica } from "./ledger-replica.ts";
import type { Lineage, Origin } from "./lineage.ts";
import type { Appended, Position } from "./store.ts";
import type { TagId } from "./tag-id.ts";
import { asksAgain, isBypassed, mayHoldResults, type WorkStore } from "./work-store.ts";

/** The position to store an entry with, and everything that it may be as old as. */
export interface EntryPosition {
  readonly epoch: string;
  readonly seq: number;
  /** Oldest first; `seq` is that of the first. */
  readonly origins: readonly Origin[];
}

export interface Generation {
  readonly key: string;
  /** Split at commas, as in a response. */
  readonly tags: readonly TagId[];
  /** Those of the path that it was made on, as far as they are known. */
  readonly pathTags?: readonly TagId[];
  /** When it was begun, in local monotonic milliseconds. */
  readonly begunMs: number;
  /** The request it ran in; `undefined` when that cannot be told. */
  readonly workStore: WorkStore | undefined;
  /** The position at which its handler was asked for the entry, where that is known. */
  readonly asked?: Asked;
  /**
   * True for responses. They are asked for before their render begins and stored outside of it, so nothing that Next.js
   * keeps within a request can be older than the question.
   */
  readonly isResponse?: boolean;
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
    // No request of this process is older than what the process knew first of its first epoch.
    if (first !== undefined && !replica.renewed && first.atMs >= begunMs - LONGEST_REQUEST_MS) {
      return first.atMs < begunMs ? first.seq : undefined;
    }
    return replica.observations.seqBefore(begunMs - LONGEST_REQUEST_MS);
  }

  function begin({
    begunMs,
    workStore,
    asked,
    isResponse,
  }: Generation): { seq: number; requestBeganMs: number } | undefined {
    let seq: number | undefined;
    let requestBeganMs = begunMs;
    if (isResponse === true) {
      seq = asked?.seq;
    } else if (workStore === undefined) {
      requestBeganMs = begunMs - LONGEST_REQUEST_MS;
      seq = least(seqWithoutRequest(begunMs), asked?.seq ?? Infinity);
    } else {
      requestBeganMs = Math.min(begunMs, workStore.requestStartTime);
      seq = least(seqOfRequest(workStore), asked === undefined ? replica.observations.seqBefore(begunMs) : asked.seq);
    }
    return seq === undefined ? undefined : { seq, requestBeganMs };
  }

  return {
    of(generation) {
      const { key, tags, pathTags = [], begunMs, workStore, asked, isResponse = false } = generation;
      const { epoch } = replica;
      if (epoch === undefined || (asked !== undefined && asked.epoch !== epoch)) return undefined;
      const begun = begin(generation);
      if (begun === undefined) return undefined;
      const origins = lineage.origins({
        ...begun,
        key,
        tags,
        pathTags,
        begunMs,
        isResponse,
        asksAgain: workStore !== undefined && asksAgain(workStore),
      });
      return origins === "unknown" ? undefined : { epoch, seq: (origins[0] as Origin).seq, origins };
    },
    enter(workStore, own) {
      const { epoch, seq } = replica;
      const enteredMs = clock.now();
      // A request that Next.js let read past the handlers may hold anything.
      if (floors.has(workStore) || isBypassed(workStore) || mayHoldResults(workStore, own)) return () => {};
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

function least(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? undefined : Math.min(one, other);
}
