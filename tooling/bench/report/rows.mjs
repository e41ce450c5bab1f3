/**
 * One cell of the results. What does not apply is null.
 *
 * @typedef {object} Row
 * @property {string} scenario such as `http /one`
 * @property {string} subject who is measured
 * @property {number | null} tags how many were invalidated before
 * @property {number | null} median of what `unit` says
 * @property {string} unit of `median`, such as `requests/s` or `µs`
 * @property {number | null} spread the middle half of the values, as a share of the median
 * @property {number | null} ratio of `median` to that of `against`; above 1 is better where `median` is a rate
 * @property {string | null} against what `ratio` compares with, measured in the same run
 * @property {number | null} target the least `ratio`, or the most where `atMost` is true
 * @property {true} [atMost] whether `target` is an upper bound
 * @property {number | null} commandsPerRequest at Redis
 * @property {Readonly<Record<string, number | string>>} [detail] further figures of the same cell, units in their names
 * @property {string} [error] why there is nothing, or no more, to tell
 */

/**
 * A scenario of the benchmark.
 *
 * @typedef {object} Scenario
 * @property {string} name
 * @property {string} title
 * @property {true} [installs] whether it installs others' packages, and so runs only when it is asked for
 * @property {(options: ScenarioOptions) => Promise<Row[]>} run
 */

/**
 * @typedef {object} ScenarioOptions
 * @property {"full" | "moment"} effort a moment proves that the scenario works and measures nothing
 * @property {(line: string) => void} say
 */

/**
 * @param {Pick<Row, "scenario" | "subject" | "unit"> & Partial<Row>} measured
 * @returns {Row}
 */
export function row(measured) {
  return {
    tags: null,
    median: null,
    spread: null,
    ratio: null,
    against: null,
    target: null,
    commandsPerRequest: null,
    ...measured,
  };
}

/**
 * @param {Row} row
 * @returns {boolean | undefined} whether it is what it must be, without an error; undefined without a target or figure
 */
export function isReached({ ratio, target, atMost, error }) {
  if (ratio === null || target === null) return undefined;
  if (error !== undefined) return false;
  return atMost ? ratio <= target : ratio >= target;
}
