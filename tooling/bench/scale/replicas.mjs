import { subscribe } from "node:diagnostics_channel";
import { createRuntime } from "@tagledger/core";
import { redisStore } from "@tagledger/redis";
import { createHistogram } from "./histogram.mjs";
import { msSince } from "./tag.mjs";
import { untilProven } from "./until-proven.mjs";

/**
 * The program of one process: some replicas that are asked to be up to date again and again. It is told a `Task`, says
 * "ready" when all of them know the ledger, begins to measure at "begin", and at "end" says what it saw.
 *
 * @typedef {object} Task
 * @property {import("./load.mjs").Load} load
 * @property {number} replicas how many of them are here
 * @property {string} url
 * @property {string} namespace
 *
 * @typedef {object} Seen
 * @property {import("./histogram.mjs").Counts} known from the call of an invalidation until a replica knew the mark
 * @property {import("./histogram.mjs").Counts} refreshed how long a request waited to be up to date
 * @property {number} sent refreshes that were sent
 * @property {number} failed of them
 * @property {number} cpuSeconds of this process
 * @property {number} replicaBytes of the memory of this process for each replica, with its connection
 */

const known = createHistogram();
const refreshed = createHistogram();
let measuring = false;
let sent = 0;
let failed = 0;

subscribe("tagledger:refresh", (message) => {
  if (!measuring) return;
  sent++;
  if (!(/** @type {{ ok: boolean }} */ (message).ok)) failed++;
});

process.once("disconnect", () => process.exit());
process.once("message", (/** @type {Task} */ task) => void run(task));

/** @param {Task} task */
async function run({ load, replicas, url, namespace }) {
  const { consistency, maxStalenessMs, deadlineMs, library, refreshesPerSecond } = load;
  const open = () =>
    createRuntime({
      store: observed(redisStore({ url, namespace, library })),
      deadlineMs,
      nearBytes: 0,
      ...(consistency === "bounded" && { consistency: { maxStalenessMs } }),
    });
  // The first one loads the client library too.
  const first = open();
  await untilProven(first);
  const emptyBytes = process.memoryUsage().rss;
  const runtimes = [first, ...Array.from({ length: replicas - 1 }, open)];
  for (const runtime of runtimes) await untilProven(runtime);
  const replicaBytes = (process.memoryUsage().rss - emptyBytes) / (replicas - 1);
  const everyMs = 1000 / refreshesPerSecond;
  for (const runtime of runtimes) {
    setTimeout(() => setInterval(() => void ask(runtime), everyMs), Math.random() * everyMs);
  }
  let before = process.cpuUsage();
  process.on("message", (word) => {
    measuring = word === "begin";
    if (measuring) {
      before = process.cpuUsage();
      return;
    }
    const { user, system } = process.cpuUsage(before);
    /** @type {Seen} */
    const seen = {
      known: known.counts(),
      refreshed: refreshed.counts(),
      sent,
      failed,
      cpuSeconds: (user + system) / 1e6,
      replicaBytes,
    };
    process.send?.(seen);
  });
  process.send?.("ready");
}

/** @param {import("@tagledger/core").Runtime} runtime */
async function ask(runtime) {
  const begunMs = performance.now();
  await runtime.refresh();
  if (measuring) refreshed.add(performance.now() - begunMs);
}

/**
 * A store that notes how old each mark is when it becomes known.
 *
 * @param {import("@tagledger/core").Store} store
 * @returns {import("@tagledger/core").Store}
 */
function observed(store) {
  return {
    ...store,
    async news(since) {
      const news = await store.news(since);
      if (measuring) for (const { tag } of news?.marks ?? []) known.add(msSince(tag));
      return news;
    },
  };
}
