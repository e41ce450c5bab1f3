import { randomInt } from "node:crypto";

/** The same in every run of the tests, so that what is green stays green. */
const FIXED_SEED = 20_250_611;

/**
 * How often a property is tried, and from which seed, for `fc.assert`. What fails is printed with its seed and its path,
 * and comes again with `TAGLEDGER_FUZZ_SEED`.
 *
 * - `TAGLEDGER_FUZZ_FACTOR=100` tries a hundred times as often, from a random seed.
 * - `TAGLEDGER_FUZZ_SEED=7` begins with that one.
 *
 * @param {number} count of trials in a run of the tests, which should take no more than a second or two
 * @param {{ readonly [name: string]: string | undefined }} [env]
 * @returns {{ numRuns: number, seed: number }}
 */
export function runs(count, env = process.env) {
  const factor = factorOf(env);
  const seed = positive(env, "TAGLEDGER_FUZZ_SEED") ?? (factor === 1 ? FIXED_SEED : randomInt(2 ** 31));
  return { numRuns: Math.ceil(count * factor), seed };
}

/** @param {{ readonly [name: string]: string | undefined }} env */
export function factorOf(env) {
  return positive(env, "TAGLEDGER_FUZZ_FACTOR") ?? 1;
}

/**
 * @param {{ readonly [name: string]: string | undefined }} env
 * @param {string} name
 */
function positive(env, name) {
  const value = env[name];
  if (value === undefined) return undefined;
  const number = Number(value);
  if (number > 0 && Number.isFinite(number)) return number;
  throw new Error(`${name} is ${JSON.stringify(value)}; accepted is a number above 0.`);
}
