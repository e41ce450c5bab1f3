import { type Mark, mergeMark, NO_MARK } from "./mark.ts";
import type { MarkRecord } from "./store.ts";
import type { TagId } from "./tag-id.ts";

/** The marks of all tags. */
export interface MarkMap {
  readonly size: number;
  get(id: TagId): Mark | undefined;
  /** Adds a record to the mark of a tag. See {@link mergeMark}. */
  merge(id: TagId, record: MarkRecord, answeredAtMs: number): void;
  /** Forgets all marks that are not above a position. */
  dropUpTo(seq: number): void;
}

/** A power of two, as is every other number of slots. */
const FEWEST_SLOTS = 64;
/** Which part of the slots is taken at the most: more makes the way to a free one long. */
const FULL = 0.625;

/** A slot is four numbers side by side, so that one look at memory finds all: the id, and the three of a mark. */
const WIDTH = 4;
/** An id stands there as one more than it is, so that 0 is a free slot. */
const FREE = 0;

/**
 * One array of numbers in place of an object for each mark: a million of them are taken over in a fraction of the time,
 * and are nothing that the garbage collector has to look through.
 *
 * @param expected for how many marks there is room at once.
 */
export function createMarkMap(expected = 0): MarkMap {
  let size = 0;
  let cells = new Float64Array(FEWEST_SLOTS * WIDTH);
  makeRoom(expected);

  /** Where the tag is, or else where it belongs. */
  function find(id: TagId): number {
    for (let at = homeOf(id); ; at = after(at)) {
      const found = cells[at];
      if (found === FREE || found === id + 1) return at;
    }
  }

  /** Where the way to a tag begins. */
  function homeOf(id: TagId): number {
    return ((id >>> 0) & (cells.length / WIDTH - 1)) * WIDTH;
  }

  function after(at: number): number {
    return (at + WIDTH) & (cells.length - 1);
  }

  function markAt(at: number): Mark {
    return { hard: cells[at + 1] as number, soft: cells[at + 2] as number, softDeadlineMs: cells[at + 3] as number };
  }

  function put(at: number, id: TagId, { hard, soft, softDeadlineMs }: Mark): void {
    cells[at] = id + 1;
    cells[at + 1] = hard;
    cells[at + 2] = soft;
    cells[at + 3] = softDeadlineMs;
  }

  function makeRoom(marks: number): void {
    let length = cells.length;
    while (marks * WIDTH > length * FULL) length *= 2;
    if (length === cells.length) return;
    const old = cells;
    cells = new Float64Array(length);
    for (let at = 0; at < old.length; at += WIDTH) {
      const stored = old[at] as number;
      if (stored !== FREE) cells.set(old.subarray(at, at + WIDTH), find(stored - 1));
    }
  }

  /** The way to another mark may lead over this slot: what comes after it moves up. */
  function remove(removed: number): void {
    let hole = removed;
    for (let at = after(hole); cells[at] !== FREE; at = after(at)) {
      const way = (at - homeOf((cells[at] as number) - 1)) & (cells.length - 1);
      if (way < ((at - hole) & (cells.length - 1))) continue;
      cells.copyWithin(hole, at, at + WIDTH);
      hole = at;
    }
    cells[hole] = FREE;
    size--;
  }

  return {
    get size() {
      return size;
    },
    get(id) {
      const at = find(id);
      return cells[at] === FREE ? undefined : markAt(at);
    },
    merge(id, record, answeredAtMs) {
      makeRoom(size + 1);
      const at = find(id);
      const isNew = cells[at] === FREE;
      put(at, id, mergeMark(isNew ? NO_MARK : markAt(at), record, answeredAtMs));
      if (isNew) size++;
    },
    dropUpTo(seq) {
      for (let at = 0; at < cells.length; at += WIDTH) {
        // What moves up to here is looked at as well.
        while (cells[at] !== FREE && Math.max(cells[at + 1] as number, cells[at + 2] as number) <= seq) remove(at);
      }
    },
  };
}
