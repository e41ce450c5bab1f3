import type { LedgerReplica } from "./ledger-replica.ts";
import type { Lineage } from "./lineage.ts";
import type { Appended, Position } from "./store.ts";
import type { TagId } from "./tag-id.ts";
import type { WorkStore } from "./work-store.ts";

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
   * Lets what a request makes after its own invalidation count as made after it, when nobody else recorded anything in
   * between.
   */
  followOwn(workStore: WorkStore, since: Position | undefined, appended: Appended): void;
}

/** Where the request of a generation cannot be told, it is assumed to have begun this long before it. */
const LONGEST_REQUEST_MS = 60_000;

export function createPositions(replica: LedgerReplica, lineage: Lineage): Positions {
  /** Requests that have recorded something, with the position that this raised them to. */
  const raised = new WeakMap<WorkStore, { epoch: string; seq: number }>();

  /**
   * A generation counts as begun when its request began: Next.js keeps results for a whole request and does not ask
   * again (next@16.4.6 `server/use-cache/use-cache-wrapper.js`, `completedCacheInvocations`).
   */
  function seqOfRequest(workStore: WorkStore): number | undefined {
    const own = raised.get(workStore);
    if (own !== undefined && own.epoch === replica.epoch) return own.seq;
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
          // A clock that disagrees with the request's must not make the generation younger than it says.
          const begun = begunMs < workStore.requestStartTime ? replica.observations.seqBefore(begunMs) : known;
          return begun === undefined ? undefined : Math.min(known, begun);
        }
        if (routeTags !== undefined) return asked?.seq;
        return seqWithoutRequest(begunMs);
      }
    },
    followOwn(workStore, since, appended) {
      if (!appended.alone || since === undefined || since.epoch !== appended.news.position.epoch) return;
      if (seqOfRequest(workStore) !== since.seq) return;
      raised.set(workStore, { epoch: since.epoch, seq: appended.seq });
    },
  };
}
