/** How often something took how many milliseconds: `[tenths of a millisecond, count]`, in order. */
/** @typedef {readonly (readonly [tenths: number, count: number])[]} Counts */

/** What takes longer counts as this long. */
const LONGEST_TENTHS = 300_000;

export function createHistogram() {
  const counts = new Uint32Array(LONGEST_TENTHS + 1);
  return {
    /** @param {number} ms */
    add(ms) {
      const tenths = Math.min(LONGEST_TENTHS, Math.max(0, Math.round(ms * 10)));
      counts[tenths] = (counts[tenths] ?? 0) + 1;
    },
    /** @returns {Counts} */
    counts: () => [...counts.entries()].filter(([, count]) => count > 0),
  };
}

/**
 * @param {readonly Counts[]} parts
 * @returns {Counts}
 */
export function mergeCounts(parts) {
  /** @type {Map<number, number>} */
  const merged = new Map();
  for (const [tenths, count] of parts.flat()) merged.set(tenths, (merged.get(tenths) ?? 0) + count);
  return [...merged].toSorted(([one], [other]) => one - other);
}

/**
 * @param {Counts} counts
 * @param {number} share from 0 to 1
 * @returns {number} the milliseconds within which that share of all was done; NaN when there was nothing.
 */
export function percentile(counts, share) {
  let missing = total(counts) * share;
  for (const [tenths, count] of counts) {
    missing -= count;
    if (missing <= 0) return tenths / 10;
  }
  return Number.NaN;
}

/** @param {Counts} counts */
export function total(counts) {
  return counts.reduce((sum, [, count]) => sum + count, 0);
}
