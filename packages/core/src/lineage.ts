import type { TagId } from "./tag-id.ts";
import type { LedgerView } from "./verdict.ts";

/**
 * What entries may be built of.
 *
 * Next.js lets a request join a generation that another request of the process began earlier, keeps results for a whole
 * request, and serves a stale value when its replacement fails. An entry that is begun late can so contain something
 * old. The pieces that can do this are remembered here for a while, and an entry that may contain one gets the piece's
 * position instead of its own, so that it is judged like its oldest part.
 */
export interface Lineage {
  /**
   * A `'use cache'` generation is about to be stored.
   *
   * @returns a function to be called when its `set` has ended: until then it can be joined.
   */
  generated(piece: Piece): () => void;
  /** A stale entry was given to Next.js, which keeps it for the request, and gives it to others that ask meanwhile. */
  handedOut(piece: Piece): void;
  /**
   * A fresh entry was given to Next.js, which gives it to others that ask meanwhile. On another path it may not be fresh:
   * what joins it is not judged by the tags of its own path (next@16.4.6 `server/use-cache/use-cache-wrapper.js`,
   * `crossRequestPendingCacheInvocations`).
   */
  sharedAcrossPaths(piece: Piece): void;
  /**
   * A stale entry was given to Next.js, which uses it when it cannot make a fresh one.
   *
   * @param isForResponses true when it was asked for by a response itself, and so is part of no other entry.
   * @returns a function to be called when it made one.
   */
  lent(piece: Piece, isForResponses: boolean): () => void;
  /**
   * @returns where an entry comes from: itself, and the pieces that it may contain, oldest first. `"unknown"` when that
   * was forgotten or is older than anything that is known.
   */
  origins(entry: BuiltEntry): readonly Origin[] | "unknown";
  /** Takes note of a new epoch: what was begun before it is older than anything in it. */
  reset(): void;
}

/** A position that an entry may be as old as. */
export interface Origin {
  readonly seq: number;
  /** How many entries it has been handed on through. */
  readonly depth: number;
}

export interface Piece {
  readonly key: string;
  /** Split at commas, as in a response. */
  readonly tags: readonly TagId[];
  readonly origins: readonly Origin[];
}

export interface BuiltEntry {
  readonly key: string;
  /** Split at commas, as in a response. */
  readonly tags: readonly TagId[];
  /** Those of the path that it was made on. */
  readonly pathTags: readonly TagId[];
  /** The position at which it was begun. */
  readonly seq: number;
  /** When the request began that the entry was made in. Local monotonic milliseconds. */
  readonly requestBeganMs: number;
  /** When the entry itself was begun. */
  readonly begunMs: number;
  /** True when what its request was given before the entry was begun cannot be in it. */
  readonly asksAgain: boolean;
  /** True for responses, which carry every tag that concerns them. */
  readonly isResponse: boolean;
}

/** The origin of what is older than anything in the ledger. */
export const UNKNOWN_ORIGIN: Origin = { seq: -1, depth: 0 };

interface KeptPiece extends Piece {
  /** What a request is given by keeping it, and is not given if it asks again. */
  readonly isKept: boolean;
  readonly isForResponses: boolean;
  /** It is old only to those on whose path something was invalidated since. */
  readonly isFresh: boolean;
  /** Only of what was handed out: what it is. */
  readonly name: string | undefined;
  origins: readonly Origin[];
  /** Until when it could get into something else; `Infinity` while it still can. */
  endedMs: number;
}

/**
 * How far an old position is handed on from entry to entry: the nesting of cached functions. Without a limit the entries
 * of one busy tag would keep each other old for ever.
 */
const MAX_DEPTH = 8;
const MAX_PIECES = 4096;

export function createLineage(ledger: LedgerView, now: () => number, maxPieces: number = MAX_PIECES): Lineage {
  const pieces = new Set<KeptPiece>();
  /** Of these, what was handed out, by what it is: one that is read a thousand times is one piece. */
  const byName = new Map<string, KeptPiece>();
  /** Pieces that ended at or before this moment may have been forgotten. */
  let forgottenUntilMs = -Infinity;

  function remember(piece: KeptPiece): void {
    pieces.add(piece);
    if (pieces.size <= maxPieces) return;
    const ended = oldestEnded() ?? piece;
    forget(ended);
    forgottenUntilMs = Math.max(forgottenUntilMs, Math.min(ended.endedMs, now()));
  }

  /** What is in flight must be kept: it can still be joined. */
  function oldestEnded(): KeptPiece | undefined {
    for (const piece of pieces) if (piece.endedMs !== Infinity) return piece;
    return undefined;
  }

  function forget(piece: KeptPiece): void {
    pieces.delete(piece);
    if (piece.name !== undefined) byName.delete(piece.name);
  }

  /** What was marked up to the floor has been forgotten. */
  function isMarkedSince(tags: readonly TagId[], seq: number): boolean {
    if (seq < ledger.floorSeq) return true;
    return tags.some((tag) => {
      const mark = ledger.mark(tag);
      return mark !== undefined && Math.max(mark.hard, mark.soft) > seq;
    });
  }

  function handOut({ key, tags, origins }: Piece, isFresh: boolean): void {
    const name = JSON.stringify([key, origins, isFresh]);
    const known = byName.get(name);
    if (known !== undefined) {
      known.endedMs = now();
      return;
    }
    const kind = { isKept: true, isForResponses: false, isFresh };
    const piece: KeptPiece = { key, tags, origins, name, ...kind, endedMs: now() };
    byName.set(name, piece);
    remember(piece);
  }

  function mayContain(entry: BuiltEntry, piece: KeptPiece): boolean {
    if (piece.key === entry.key || !isSubset(piece.tags, entry.tags)) return false;
    if (piece.isForResponses && !entry.isResponse) return false;
    return piece.endedMs >= (entry.asksAgain && piece.isKept ? entry.begunMs : entry.requestBeganMs);
  }

  /** Whether an older origin matters to an entry at all. */
  function concerns({ seq, depth }: Origin, entry: BuiltEntry, { isFresh }: KeptPiece): boolean {
    if (seq >= entry.seq || depth >= MAX_DEPTH) return false;
    if (isFresh) return isMarkedSince(entry.pathTags, seq);
    // The tags of a route are not in an entry of `'use cache'`: it is judged by them when it is read.
    return seq < 0 || !entry.isResponse || isMarkedSince(entry.tags, seq);
  }

  return {
    generated({ key, tags, origins }) {
      const { epoch } = ledger;
      const piece: KeptPiece = {
        key,
        tags,
        origins,
        name: undefined,
        isKept: false,
        isForResponses: false,
        isFresh: false,
        endedMs: Infinity,
      };
      remember(piece);
      return () => {
        piece.endedMs = now();
        // Nothing was recorded since it was begun: whatever joined it was begun at the same position.
        if (ledger.epoch === epoch && origins.every(({ seq }) => seq === ledger.seq)) forget(piece);
      };
    },
    handedOut: (piece) => handOut(piece, false),
    sharedAcrossPaths: (piece) => handOut(piece, true),
    lent({ key, tags, origins }, isForResponses) {
      const kind = { name: undefined, isKept: false, isForResponses, isFresh: false };
      const piece: KeptPiece = { key, tags, origins, ...kind, endedMs: now() };
      remember(piece);
      return () => forget(piece);
    },
    origins(entry) {
      if (entry.requestBeganMs <= forgottenUntilMs) return "unknown";
      const origins: Origin[] = [{ seq: entry.seq, depth: 0 }];
      for (const piece of pieces) {
        const inherited = piece.origins.filter((origin) => concerns(origin, entry, piece));
        if (inherited.length === 0 || !mayContain(entry, piece)) continue;
        for (const { seq, depth } of inherited) origins.push({ seq, depth: depth + 1 });
      }
      const oldest = undominated(origins);
      return (oldest[0] as Origin).seq < 0 ? "unknown" : oldest;
    },
    reset() {
      for (const piece of pieces) {
        if (piece.endedMs === Infinity) piece.origins = [UNKNOWN_ORIGIN];
        else forget(piece);
      }
      forgottenUntilMs = -Infinity;
    },
  };
}

/** @returns the origins that no other one is both older and less often handed on than; oldest first. */
function undominated(origins: readonly Origin[]): Origin[] {
  const kept: Origin[] = [];
  for (const origin of origins.toSorted((one, other) => one.seq - other.seq || one.depth - other.depth)) {
    if (kept.every(({ depth }) => depth > origin.depth)) kept.push(origin);
  }
  return kept;
}

function isSubset(inner: readonly TagId[], outer: readonly TagId[]): boolean {
  return inner.every((tag) => outer.includes(tag));
}
