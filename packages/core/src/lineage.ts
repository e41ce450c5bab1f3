import type { LedgerView } from "./verdict.ts";
import type { TagId } from "./tag-id.ts";

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
   * @param piece its `seq` is the position it will be stored with, `undefined` when that is not known.
   * @returns a function to be called when its `set` has ended: until then it can be joined.
   */
  generated(piece: { key: string; tags: readonly TagId[]; seq: number | undefined; depth: number }): () => void;
  /** An entry was handed to Next below its marks (stale). */
  handedOut(piece: { key: string; tags: readonly TagId[]; seq: number; scope: object | undefined }): void;
  /** A fresh value of `key` was made within `scope`: what was handed out there is not used by what contains the new. */
  replaced(key: string, scope: object | undefined): void;
  /** The oldest position among the pieces that an entry may contain. */
  oldestPiece(entry: BuiltEntry): { seq: number; depth: number } | "unknown" | undefined;
  reset(): void;
}

export interface BuiltEntry {
  readonly key: string;
  readonly tags: readonly TagId[];
  readonly seq: number;
  /** When the request began that the entry was made in. Local monotonic milliseconds. */
  readonly requestBeganMs: number;
  /** When the entry itself was begun. */
  readonly begunMs: number;
  readonly scope: object | undefined;
}

interface Piece {
  readonly key: string;
  readonly tags: readonly TagId[];
  readonly seq: number;
  readonly depth: number;
  /** Until when it could get into something else; `Infinity` while it still can. */
  endedMs: number;
  /** Only for what was handed out. */
  readonly handedOut: boolean;
  readonly scope: object | undefined;
  replaced: boolean;
}

/**
 * How far an old position is handed on from generation to generation: the nesting of cached functions. Without a limit
 * the entries of one busy tag would keep each other old for ever.
 */
const MAX_DEPTH = 8;
const MAX_PIECES = 4096;

export function createLineage(ledger: LedgerView, now: () => number, maxPieces: number = MAX_PIECES): Lineage {
  const pieces = new Set<Piece>();
  /** Pieces that ended at or before this moment may have been forgotten. */
  let forgottenUntilMs = -Infinity;

  function remember(piece: Piece): Piece {
    pieces.add(piece);
    if (pieces.size <= maxPieces) return piece;
    for (const oldest of pieces) {
      pieces.delete(oldest);
      forgottenUntilMs = Math.max(forgottenUntilMs, Math.min(oldest.endedMs, now()));
      break;
    }
    return piece;
  }

  function markedSince(tags: readonly TagId[], seq: number): boolean {
    return tags.some((tag) => {
      const mark = ledger.mark(tag);
      return mark !== undefined && Math.max(mark.hard, mark.soft) > seq;
    });
  }

  function mayContain(entry: BuiltEntry, piece: Piece): boolean {
    if (piece.seq >= entry.seq) return false;
    if (piece.handedOut) {
      if (piece.endedMs < entry.requestBeganMs) return false;
      // Begun before the hand-out and given a fresh value since, in its own request: it contains the fresh value.
      if (piece.replaced && piece.scope === entry.scope && entry.begunMs <= piece.endedMs) return false;
    } else {
      if (piece.key === entry.key || piece.depth >= MAX_DEPTH || piece.endedMs < entry.requestBeganMs) return false;
    }
    return isSubset(piece.tags, entry.tags);
  }

  return {
    generated({ key, tags, seq, depth }) {
      const epoch = ledger.epoch;
      const piece = remember({
        key,
        tags,
        seq: seq ?? -1,
        depth,
        endedMs: Infinity,
        handedOut: false,
        scope: undefined,
        replaced: false,
      });
      return () => {
        piece.endedMs = now();
        // Nothing was recorded since it was begun: whatever joined it was begun at the same position.
        if (ledger.epoch === epoch && ledger.seq === seq) pieces.delete(piece);
      };
    },
    handedOut({ key, tags, seq, scope }) {
      remember({ key, tags, seq, depth: 0, endedMs: now(), handedOut: true, scope, replaced: false });
    },
    replaced(key, scope) {
      if (scope === undefined) return;
      for (const piece of pieces) {
        if (piece.handedOut && piece.key === key && piece.scope === scope) piece.replaced = true;
      }
    },
    oldestPiece(entry) {
      if (entry.requestBeganMs <= forgottenUntilMs) return "unknown";
      let oldest: Piece | undefined;
      for (const piece of pieces) {
        if (oldest !== undefined && piece.seq >= oldest.seq) continue;
        if (mayContain(entry, piece) && markedSince(entry.tags, piece.seq)) oldest = piece;
      }
      return oldest && { seq: oldest.seq, depth: oldest.depth };
    },
    reset() {
      pieces.clear();
      forgottenUntilMs = -Infinity;
    },
  };
}

function isSubset(inner: readonly TagId[], outer: readonly TagId[]): boolean {
  return inner.every((tag) => outer.includes(tag));
}
