/** Enough for every change of position during the longest request of a busy fleet; what is older is not stored. */
const MAX_ROWS = 4096;

interface Row {
  readonly atMs: number;
  readonly seq: number;
}

/**
 * When this process came to know which position: the bridge from a moment of the local clock to the ledger's order.
 * One row for each change of position, written in the turn in which all marks up to it were applied.
 */
export interface Observations {
  /** Notes that everything up to `seq` is known since `atMs`. */
  record(atMs: number, seq: number): void;
  /** Starts over, for a new epoch. */
  reset(): void;
  /**
   * @returns the position that was known strictly before `atMs`; `undefined` when there was none yet, or it is so long
   * ago that it was forgotten. Strictly: the clock has ticks, and within one tick the order is not known.
   */
  seqBefore(atMs: number): number | undefined;
  /** @returns the first position of this epoch; `undefined` when none was recorded or it was forgotten. */
  first(): Row | undefined;
}

export function createObservations(maxRows: number = MAX_ROWS): Observations {
  let rows: Row[] = [];
  let forgotten = false;
  return {
    record(atMs, seq) {
      if (rows.at(-1)?.seq === seq) return;
      rows.push({ atMs, seq });
      if (rows.length > maxRows * 2) {
        rows = rows.slice(-maxRows);
        forgotten = true;
      }
    },
    reset() {
      rows = [];
      forgotten = false;
    },
    seqBefore(atMs) {
      let low = 0;
      let high = rows.length;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if ((rows[middle] as Row).atMs < atMs) low = middle + 1;
        else high = middle;
      }
      return rows[low - 1]?.seq;
    },
    first: () => (forgotten ? undefined : rows[0]),
  };
}
