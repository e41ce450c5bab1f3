/**
 * What a group of cases is for the scenario.
 *
 * @typedef {object} Group
 * @property {readonly import("../interleave.mjs").Case[]} cases
 * @property {(timings: readonly import("../interleave.mjs").Timing[]) => Measured[]} describe
 * @property {() => Promise<unknown>} close
 *
 * @typedef {Pick<import("../report/rows.mjs").Row, "scenario" | "unit"> & Partial<import("../report/rows.mjs").Row>} Measured
 */

/**
 * One case as a row; the ratio is that of the rates, so that more is better.
 *
 * @param {readonly import("../interleave.mjs").Timing[]} timings
 * @param {string} name of the case
 * @param {{ against?: string, target?: number }} [options] the case that is the limit, and the least ratio to it
 * @returns {Measured}
 */
export function rate(timings, name, { against, target } = {}) {
  const found = timings.find((timing) => timing.name === name);
  if (found === undefined) throw new Error(`${name} was not measured`);
  const limit = timings.find((timing) => timing.name === against);
  return {
    scenario: `handlers ${name}`,
    unit: "operations/s",
    median: 1e6 / found.us,
    spread: found.spread,
    ...(limit && { ratio: limit.us / found.us, against: limit.name }),
    ...(target !== undefined && { target }),
    detail: { us: found.us, cpuUs: found.cpuUs },
  };
}
