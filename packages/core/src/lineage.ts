import type { TagId } from "./tag-id.ts";
import type { LedgerView } from "./verdict.ts";
import type { WorkStore } from "./work-store.ts";

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
  generated(piece: GeneratedPiece): () => void;
  /**
   * A stale entry was given to Next.js, which may put it into what it makes.
   *
   * @returns a function to be called when it turned out that it was not used.
   */
  handedOut(piece: { readonly key: string; readonly tags: readonly TagId[]; readonly seq: number }): () => void;
  /**
   * Something that will itself be stored asked for an entry. It contains what came of that and nothing of `key` that
   * others made.
   */
  asked(question: Question): void;
  /** @returns the oldest of the pieces that an entry may contain; `"unknown"` when that was forgotten. */
  oldestPiece(entry: BuiltEntry): { seq: number; depth: number } | "unknown" | undefined;
  /** Forgets everything, for a new epoch. */
  reset(): void;
}

export interface GeneratedPiece {
  readonly key: string;
  readonly tags: readonly TagId[];
  readonly seq: number | undefined;
  /** How many entries this position has been handed on through. */
  readonly depth: number;
}

export interface Question {
  readonly key: string;
  readonly workStore: WorkStore | undefined;
  /** The tags of the route that is being rendered. */
  readonly routeTags: readonly TagId[];
}

export interface BuiltEntry {
  readonly key: string;
  readonly tags: readonly TagId[];
  readonly seq: number;
  /** When the request began that the entry was made in. Local monotonic milliseconds. */
  readonly requestBeganMs: number;
  /** When the entry itself was begun. */
  readonly begunMs: number;
  /** The request; unknown for responses, which are recognised by the tags of their route. */
  readonly workStore: WorkStore | undefined;
  readonly routeTags: readonly TagId[] | undefined;
}

interface Piece {
  readonly key: string;
  readonly tags: readonly TagId[];
  readonly seq: number;
  readonly depth: number;
  /** Until when it could get into something else; `Infinity` while it still can. */
  endedMs: number;
}

interface KeptQuestion extends Omit<Question, "workStore"> {
  readonly request: number | undefined;
  readonly atMs: number;
}

/**
 * How far an old position is handed on from generation to generation: the nesting of cached functions. Without a limit
 * the entries of one busy tag would keep each other old for ever.
 */
const MAX_DEPTH = 8;
const MAX_REMEMBERED = 4096;

export function createLineage(ledger: LedgerView, now: () => number, maxRemembered: number = MAX_REMEMBERED): Lineage {
  const pieces = new Set<Piece>();
  const questions = new Set<KeptQuestion>();
  /** Requests by number, so that remembering a question does not keep its request alive. */
  const requests = new WeakMap<WorkStore, number>();
  let requestCount = 0;
  /** Pieces that ended at or before this moment may have been forgotten. */
  let forgottenUntilMs = -Infinity;

  function numberOf(workStore: WorkStore | undefined): number | undefined {
    if (workStore === undefined) return undefined;
    let number = requests.get(workStore);
    if (number === undefined) {
      number = ++requestCount;
      requests.set(workStore, number);
    }
    return number;
  }

  function remember(piece: Piece): Piece {
    pieces.add(piece);
    const dropped = dropOldest(pieces, maxRemembered);
    if (dropped !== undefined) forgottenUntilMs = Math.max(forgottenUntilMs, Math.min(dropped.endedMs, now()));
    return piece;
  }

  function markedSince(tags: readonly TagId[], seq: number): boolean {
    return tags.some((tag) => {
      const mark = ledger.mark(tag);
      return mark !== undefined && Math.max(mark.hard, mark.soft) > seq;
    });
  }

  /** Whoever asks for an entry itself gets that or makes it, and joins nobody. */
  function askedItself(entry: BuiltEntry, key: string): boolean {
    const request = numberOf(entry.workStore);
    for (const question of questions) {
      if (question.key !== key || question.atMs < entry.begunMs) continue;
      if (request !== undefined && question.request === request) return true;
      if (entry.routeTags !== undefined && isSame(question.routeTags, entry.routeTags)) return true;
    }
    return false;
  }

  function mayContain(entry: BuiltEntry, piece: Piece): boolean {
    return (
      piece.seq < entry.seq &&
      piece.key !== entry.key &&
      piece.endedMs >= entry.requestBeganMs &&
      piece.depth < MAX_DEPTH &&
      isSubset(piece.tags, entry.tags) &&
      markedSince(entry.tags, piece.seq) &&
      !askedItself(entry, piece.key)
    );
  }

  return {
    generated({ key, tags, seq, depth }) {
      const { epoch } = ledger;
      const piece = remember({ key, tags, seq: seq ?? -1, depth, endedMs: Infinity });
      return () => {
        piece.endedMs = now();
        // Nothing was recorded since it was begun: whatever joined it was begun at the same position.
        if (ledger.epoch === epoch && ledger.seq === seq) pieces.delete(piece);
      };
    },
    handedOut({ key, tags, seq }) {
      const piece = remember({ key, tags, seq, depth: 0, endedMs: now() });
      return () => {
        pieces.delete(piece);
      };
    },
    asked({ key, workStore, routeTags }) {
      questions.add({ key, routeTags, request: numberOf(workStore), atMs: now() });
      dropOldest(questions, maxRemembered);
    },
    oldestPiece(entry) {
      if (entry.requestBeganMs <= forgottenUntilMs) return "unknown";
      let oldest: Piece | undefined;
      for (const piece of pieces) {
        if ((oldest === undefined || piece.seq < oldest.seq) && mayContain(entry, piece)) oldest = piece;
      }
      return oldest && { seq: oldest.seq, depth: oldest.depth };
    },
    reset() {
      pieces.clear();
      questions.clear();
      forgottenUntilMs = -Infinity;
    },
  };
}

function dropOldest<Item>(items: Set<Item>, max: number): Item | undefined {
  if (items.size <= max) return undefined;
  for (const oldest of items) {
    items.delete(oldest);
    return oldest;
  }
  return undefined;
}

function isSame(one: readonly TagId[], other: readonly TagId[]): boolean {
  return one.length === other.length && one.length > 0 && isSubset(one, other);
}

function isSubset(inner: readonly TagId[], outer: readonly TagId[]): boolean {
  return inner.every((tag) => outer.includes(tag));
}
