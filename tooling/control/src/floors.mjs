/**
 * What an invalidation of a topic forbids from a moment on: versions older than the one that was current then.
 *
 * @typedef {{ version: number, at: number }} Floor
 * @typedef {"fresh" | "behind" | "stale" | "old"} State `behind`: nobody has invalidated it yet. `stale`: a profile
 *   allows it for now. `old`: it should be gone
 */

/**
 * Keeps, for one fleet, what was invalidated, and judges answers by it.
 *
 * @param {(topic: string) => number} current the version at the source
 */
export function createFloors(current) {
  /** @type {Map<string, Floor[]>} newest last; more than one only while a profile has not run out */
  const hard = new Map();
  /** @type {Map<string, Floor>} */
  const soft = new Map();

  /** @param {string} topic @param {Floor} floor */
  function forbid(topic, floor) {
    // Of the floors that are in force only the highest counts.
    const others = (hard.get(topic) ?? []).filter((one) => one.at > floor.at || one.version > floor.version);
    hard.set(topic, [...others, floor].slice(-20));
  }

  return {
    /**
     * @param {readonly string[]} topics
     * @param {{ kind: "hard" | "soft", at: number, expireSeconds?: number }} invalidation
     */
    invalidate(topics, { kind, at, expireSeconds }) {
      for (const topic of topics) {
        const version = current(topic);
        if (kind === "hard") forbid(topic, { version, at });
        else {
          soft.set(topic, { version, at });
          // Whole seconds are all that Next.js promises.
          if (expireSeconds !== undefined) forbid(topic, { version, at: at + (expireSeconds + 1) * 1_000 });
        }
      }
    },
    /**
     * @param {string} topic
     * @param {number} version that was answered
     * @param {number} askedAt by the machine's clock
     * @returns {State}
     */
    judge(topic, version, askedAt) {
      if (version >= current(topic)) return "fresh";
      const floors = hard.get(topic) ?? [];
      if (floors.some((floor) => askedAt > floor.at && version < floor.version)) return "old";
      const allowed = soft.get(topic);
      return allowed !== undefined && askedAt > allowed.at && version < allowed.version ? "stale" : "behind";
    },
  };
}

/** @typedef {ReturnType<typeof createFloors>} Floors */
