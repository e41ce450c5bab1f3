import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildApp, startSource } from "@tagledger/fleet";
import { startStandalone } from "@tagledger/redis-servers";
import { ownSubjects } from "../http/subjects.mjs";
import { startLoad } from "./load.mjs";
import { startPair } from "./pair.mjs";
import { createTopics } from "./topics.mjs";
import { tryOnce } from "./trial.mjs";

const appDir = fileURLToPath(new URL("../app", import.meta.url));

/** What `ownSubjects` calls bounded, with the bound that Redis' users begin with. */
export const BOUND_MS = 1000;

/** With `strong`, many requests at once are what could find an old answer. */
const STRONG = { atOnce: 10, everyMs: 0 };
/** With `bounded` old answers are allowed for a time; it is that time that is measured. */
const BOUNDED = { atOnce: 1, everyMs: 20 };

/**
 * @typedef {object} Effort
 * @property {number} trials at least
 * @property {number} topics
 * @property {number} atOnce trials at the same time
 * @property {number} boundedAtOnce the same, where a trial is mostly waiting
 * @property {{ connections: number, seconds: number }} load of each server
 */

/**
 * @typedef {object} Result
 * @property {string} subject
 * @property {boolean} isBounded
 * @property {readonly import("./trial.mjs").Trial[]} trials
 * @property {number} readsPerTrial of the data behind the app; one when everything after the first answer comes from a cache
 * @property {number} loadPerSecond requests of the load, on both instances together
 * @property {string} [error]
 */

/**
 * Two real servers of each subject, one after the other, both busy.
 *
 * @param {{ effort: Effort, say: (line: string) => void }} options
 * @returns {Promise<Result[]>}
 */
export async function runLatency({ effort, say }) {
  const folder = await mkdtemp(join(tmpdir(), "tagledger-bench-"));
  const source = await startSource();
  const redis = await startStandalone();
  try {
    const subjects = ownSubjects({ tags: [0], redis, folder, pinnedTo: undefined }).filter(
      ({ build }) => build !== "builtin",
    );
    for (const build of new Set(subjects.map((subject) => subject.build))) {
      const env = { BENCH_SUBJECT: build, BENCH_SOURCE: source.url, TAGLEDGER_DIR: join(folder, "build") };
      await buildApp({ appDir, env });
    }
    const results = [];
    for (const subject of subjects) {
      const result = await measure(subject, { folder, source, effort });
      say(`${subject.name}: ${result.trials.length} trials${result.error === undefined ? "" : `, ${result.error}`}`);
      results.push(result);
    }
    return results;
  } finally {
    await redis.stop();
    await source.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * @param {import("../http/subjects.mjs").Subject} subject
 * @param {{ folder: string, source: import("@tagledger/fleet").Source, effort: Effort }} options
 * @returns {Promise<Result>}
 */
async function measure(subject, { folder, source, effort }) {
  const isBounded = subject.name.endsWith("bounded");
  const names = Array.from({ length: effort.topics }, (_, index) => `${subject.name.replace(" ", "-")}-${index}`);
  const env = isBounded ? { TAGLEDGER_MAX_STALENESS_MS: String(BOUND_MS) } : {};
  const { a, b, urls, stop } = await startPair({ subject, appDir, runDir: folder, sourceUrl: source.url, env });
  const load = startLoad(urls, effort.load);
  const asking = isBounded ? BOUNDED : STRONG;
  /** @type {import("./trial.mjs").Trial[]} */
  const trials = [];
  let begun = 0;
  /** @type {string | undefined} */
  let error;

  const topics = createTopics({ names, client: b, source });

  async function tryAgainAndAgain() {
    while (begun < effort.trials && error === undefined) {
      begun++;
      await topics.lend(async (topic) => trials.push(await tryOnce({ a, b, source, topic, asking })));
    }
  }

  let loadPerSecond = Number.NaN;
  try {
    const atOnce = isBounded ? effort.boundedAtOnce : effort.atOnce;
    await Promise.all(Array.from({ length: atOnce }, tryAgainAndAgain));
  } catch (thrown) {
    error = String(thrown);
  }
  try {
    loadPerSecond = await load.stop();
  } catch (thrown) {
    error ??= String(thrown);
  } finally {
    await stop();
  }
  const reads = names.reduce((sum, topic) => sum + source.reads(topic), 0);
  const readsPerTrial = (reads - topics.fills()) / trials.length;
  return { subject: subject.name, isBounded, trials, readsPerTrial, loadPerSecond, ...(error && { error }) };
}
