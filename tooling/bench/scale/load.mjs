/**
 * What is asked of one ledger, in numbers.
 *
 * @typedef {object} Load
 * @property {"strong" | "bounded"} consistency
 * @property {number} maxStalenessMs with `bounded`
 * @property {number} replicas each with a connection of its own
 * @property {number} processes that the replicas are spread over
 * @property {number} refreshesPerSecond how often each replica is asked to be up to date, as by a request
 * @property {number} invalidationsPerSecond of all tags together; each is one tag that was not invalidated before
 * @property {number} seconds how long it is measured, after everything has connected
 * @property {number} deadlineMs after which a refresh has failed
 * @property {"redis" | "ioredis"} library
 */

/** @type {Readonly<Record<string, number>>} */
const NUMBERS = {
  replicas: 1000,
  processes: 2,
  refreshes: 10,
  invalidations: 500,
  seconds: 20,
  staleness: 1000,
  deadline: 500,
};

/** @satisfies {NonNullable<import("node:util").ParseArgsConfig["options"]>} */
export const OPTIONS = {
  consistency: { type: "string", multiple: true, default: ["strong", "bounded"] },
  library: { type: "string", default: "redis" },
  replicas: { type: "string", multiple: true, default: [String(NUMBERS["replicas"])] },
  processes: { type: "string" },
  refreshes: { type: "string" },
  invalidations: { type: "string" },
  seconds: { type: "string" },
  staleness: { type: "string" },
  deadline: { type: "string" },
};

/**
 * One load for each number of replicas and each consistency.
 *
 * @param {Readonly<Record<string, unknown>>} values of `OPTIONS`
 * @returns {Load[]}
 * @throws when one of them is not a number or not a word that is known.
 */
export function readLoads(values) {
  const number = (/** @type {string} */ name) => positive(name, values[name] ?? NUMBERS[name]);
  const library = word("library", values["library"], /** @type {const} */ (["redis", "ioredis"]));
  return [values["consistency"]].flat().flatMap((consistency) =>
    [values["replicas"]].flat().map((replicas) => ({
      consistency: word("consistency", consistency, /** @type {const} */ (["strong", "bounded"])),
      maxStalenessMs: number("staleness"),
      replicas: positive("replicas", replicas),
      processes: number("processes"),
      refreshesPerSecond: number("refreshes"),
      invalidationsPerSecond: number("invalidations"),
      seconds: number("seconds"),
      deadlineMs: number("deadline"),
      library,
    })),
  );
}

/**
 * @param {string} name
 * @param {unknown} value
 */
function positive(name, value) {
  const number = Number(value);
  if (!(number > 0)) throw new Error(`--${name} must be a number above 0: ${String(value)}`);
  return number;
}

/**
 * @template {string} Word
 * @param {string} name
 * @param {unknown} value
 * @param {readonly Word[]} words
 * @returns {Word}
 */
function word(name, value, words) {
  const found = words.find((each) => each === value);
  if (found === undefined) throw new Error(`--${name} must be one of ${words.join(", ")}: ${String(value)}`);
  return found;
}
