import { setImmediate as turn } from "node:timers/promises";
import { median, spread } from "./statistics.mjs";

/**
 * @typedef {object} Case
 * @property {string} name
 * @property {() => unknown} run one operation; a promise is waited for
 * @property {() => Promise<unknown>} [prepare] what is not measured, before each operation
 */

/**
 * @typedef {object} Timing
 * @property {string} name
 * @property {number} us median wall time of one operation, in microseconds, one after the other
 * @property {number} cpuUs median processor time of this process for one operation, all threads
 * @property {number} spread of `us`
 */

/**
 * Measures cases in turn, in the opposite order in every other round, so that what else the machine does meets all of
 * them. One round more than said is not counted.
 *
 * @param {readonly Case[]} cases
 * @param {{ rounds: number, roundMs: number }} effort
 * @returns {Promise<Timing[]>}
 */
export async function interleave(cases, { rounds, roundMs }) {
  /** @type {Map<string, { us: number[], cpuUs: number[] }>} */
  const samples = new Map(cases.map(({ name }) => [name, { us: [], cpuUs: [] }]));
  for (let round = 0; round <= rounds; round++) {
    for (const one of round % 2 === 0 ? cases : cases.toReversed()) {
      await turn();
      const timing =
        one.prepare === undefined ? await runFor(roundMs, one.run) : await runPrepared(roundMs, one.prepare, one.run);
      if (round === 0) continue;
      samples.get(one.name)?.us.push(timing.us);
      samples.get(one.name)?.cpuUs.push(timing.cpuUs);
    }
  }
  return Array.from(samples, ([name, { us, cpuUs }]) => ({
    name,
    us: median(us),
    cpuUs: median(cpuUs),
    spread: spread(us),
  }));
}

/**
 * @param {number} ms
 * @param {() => unknown} run
 */
async function runFor(ms, run) {
  const cpu = process.cpuUsage();
  const begun = performance.now();
  let count = 0;
  do {
    await run();
    count++;
  } while (performance.now() - begun < ms);
  const us = ((performance.now() - begun) * 1000) / count;
  const { user, system } = process.cpuUsage(cpu);
  return { us, cpuUs: (user + system) / count };
}

/**
 * The same for operations that need something before each of them.
 *
 * @param {number} ms
 * @param {() => Promise<unknown>} prepare
 * @param {() => unknown} run
 */
async function runPrepared(ms, prepare, run) {
  let us = 0;
  let cpuUs = 0;
  let count = 0;
  const endMs = performance.now() + ms;
  do {
    await prepare();
    const one = await runFor(0, run);
    us += one.us;
    cpuUs += one.cpuUs;
    count++;
  } while (performance.now() < endMs);
  return { us: us / count, cpuUs: cpuUs / count };
}
