import { row } from "../report/rows.mjs";
import { median, quantile, spread } from "../statistics.mjs";
import { BOUND_MS, runLatency } from "./run.mjs";

/** @typedef {import("../report/rows.mjs").Row} Row */

const FULL = { trials: 2200, topics: 400, atOnce: 10, boundedAtOnce: 32, load: { connections: 4, seconds: 2 } };
const MOMENT = { trials: 20, topics: 20, atOnce: 4, boundedAtOnce: 10, load: { connections: 2, seconds: 1 } };

/** @type {import("../report/rows.mjs").Scenario} */
export const latency = {
  name: "latency",
  title: "From the answer to an invalidation on one instance to the first fresh answer of another, both busy",
  async run({ effort, say }) {
    const results = await runLatency({ effort: effort === "full" ? FULL : MOMENT, say });
    return results.flatMap(rowsOf);
  },
};

/**
 * @param {import("./run.mjs").Result} result
 * @returns {Row[]}
 */
function rowsOf({ subject, isBounded, trials, readsPerTrial, loadPerSecond, error }) {
  const failed = error === undefined ? {} : { error };
  if (trials.length === 0) return [row({ scenario: "latency", subject, unit: "ms", error: error ?? "not measured" })];
  const fresh = trials.map(({ freshMs }) => freshMs);
  const answers = sum(trials, (trial) => trial.answers);
  const stale = sum(trials, (trial) => trial.stale);
  const longestStaleMs = Math.max(...trials.map((trial) => trial.longestStaleMs));
  const base = { subject, ...failed };
  return [
    row({
      ...base,
      scenario: "latency, first fresh answer",
      unit: "ms",
      median: median(fresh),
      spread: spread(fresh),
      detail: {
        trials: trials.length,
        p99Ms: quantile(fresh, 0.99),
        maxMs: Math.max(...fresh),
        loadRequestsPerSecond: loadPerSecond,
        originReadsPerTrial: readsPerTrial,
        refusedInvalidations: sum(trials, (trial) => trial.refused),
      },
    }),
    isBounded
      ? row({
          ...base,
          scenario: "latency, last stale answer",
          unit: "ms after the invalidation",
          median: longestStaleMs,
          ratio: longestStaleMs / BOUND_MS,
          against: `the configured bound of ${BOUND_MS} ms`,
          target: 1,
          atMost: true,
          detail: { answers, stale },
        })
      : row({
          ...base,
          scenario: "latency, stale answers",
          unit: "stale answers",
          median: stale,
          ratio: stale,
          against: `none of ${answers} answers to requests that began after the invalidation was recorded`,
          target: 0,
          atMost: true,
          detail: { answers, stale },
        }),
  ];
}

/**
 * @param {readonly import("./trial.mjs").Trial[]} trials
 * @param {(trial: import("./trial.mjs").Trial) => number} of
 */
function sum(trials, of) {
  return trials.reduce((total, trial) => total + of(trial), 0);
}
