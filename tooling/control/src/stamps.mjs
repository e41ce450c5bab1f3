/** @typedef {{ madeBy: string, madeAt: string | null, version: number }} Stamp */

/**
 * Remembers when a value was first seen anywhere in a fleet: its age by one clock, however wrong its maker's is.
 */
export function createStamps() {
  /** @type {Map<string, number>} */
  const firstSeen = new Map();

  return {
    /**
     * @param {string} surface
     * @param {Stamp} stamp
     * @param {number} nowMs epoch milliseconds
     * @param {boolean} clockIsRight whether `madeAt` can be believed
     * @returns {{ ageMs: number, isNew: boolean }}
     */
    see(surface, { madeBy, madeAt, version }, nowMs, clockIsRight) {
      const key = `${surface} ${version} ${madeBy} ${madeAt}`;
      const known = firstSeen.get(key);
      if (known !== undefined) return { ageMs: nowMs - known, isNew: false };
      const made = madeAt === null || !clockIsRight ? nowMs : Math.min(nowMs, Date.parse(madeAt));
      firstSeen.set(key, made);
      // Nobody shows values that are thousands of versions old.
      if (firstSeen.size > 5_000) for (const old of [...firstSeen.keys()].slice(0, 1_000)) firstSeen.delete(old);
      return { ageMs: nowMs - made, isNew: true };
    },
  };
}
