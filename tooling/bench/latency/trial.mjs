import { setTimeout as sleep } from "node:timers/promises";

/**
 * How B is asked after A has answered.
 *
 * @typedef {object} Asking
 * @property {number} atOnce requests at a time
 * @property {number} everyMs pause between two times, where one answer was stale
 */

/**
 * What came of one invalidation.
 *
 * @typedef {object} Trial
 * @property {number} freshMs from A's answer to the end of the first fresh answer of B
 * @property {number} answers of B to requests that began after A's answer
 * @property {number} stale how many of them were older than the invalidation
 * @property {number} longestStaleMs how long after A's answer the last of these was asked for, 0 without any
 * @property {number} refused how often A answered before that it could not record the invalidation in time
 */

/** What is never fresh will not be after so long either. */
const PATIENCE_MS = 30_000;

const RETRY_MS = 100;

/**
 * Changes the data of a topic that B has cached, invalidates it on A, and asks B until all answers are fresh.
 *
 * Next.js lets a request join another one of its process that is asking the cache for the same key, or making what it
 * lacks, without asking the handler (next@16.4.6 `server/use-cache/use-cache-wrapper.js`,
 * `crossRequestPendingCacheInvocations`). So nobody is asking for the topic when it is invalidated (`topics.mjs`): what an
 * answer shows afterwards is the cache's doing.
 *
 * @param {object} options
 * @param {import("./keep-alive.mjs").Client} options.a
 * @param {import("./keep-alive.mjs").Client} options.b
 * @param {import("@tagledger/fleet").Source} options.source
 * @param {string} options.topic which is not asked for by anybody else
 * @param {Asking} options.asking
 * @returns {Promise<Trial>}
 */
export async function tryOnce({ a, b, source, topic, asking }) {
  const path = `/api/topic/${topic}`;
  const old = source.version(topic);
  const version = source.publish(topic);
  const { acknowledgedMs, refused } = await invalidate(a, topic);
  const trial = { freshMs: Number.NaN, answers: 0, stale: 0, longestStaleMs: 0, refused };
  for (;;) {
    const answers = await Promise.all(Array.from({ length: asking.atOnce }, () => b.ask(path)));
    const fresh = answers.filter((answer) => answer.version === version);
    const stale = answers.filter((answer) => answer.version === old);
    if (fresh.length + stale.length < answers.length) {
      throw new Error(
        `${path} shows ${answers.map((answer) => answer.version).join(" and ")} instead of ${old} or ${version}`,
      );
    }
    trial.answers += answers.length;
    trial.stale += stale.length;
    for (const { askedMs } of stale) trial.longestStaleMs = Math.max(trial.longestStaleMs, askedMs - acknowledgedMs);
    if (Number.isNaN(trial.freshMs) && fresh.length > 0) {
      trial.freshMs = Math.min(...fresh.map(({ endedMs }) => endedMs)) - acknowledgedMs;
    }
    if (stale.length === 0) break;
    if (performance.now() - acknowledgedMs > PATIENCE_MS) throw new Error(`${path} shows ${old} for ${PATIENCE_MS} ms`);
    await sleep(asking.everyMs);
  }
  return trial;
}

/**
 * Invalidates as an application does that must know that it is recorded: on a machine that is too busy for a while it is
 * told that it is not, and asks again.
 *
 * @param {import("./keep-alive.mjs").Client} client
 * @param {string} topic
 */
async function invalidate(client, topic) {
  const begunMs = performance.now();
  for (let refused = 0; ; refused++) {
    try {
      const { endedMs } = await client.ask("/api/record", JSON.stringify({ tags: [topic] }));
      return { acknowledgedMs: endedMs, refused };
    } catch (error) {
      if (performance.now() - begunMs > PATIENCE_MS) throw error;
      await sleep(RETRY_MS);
    }
  }
}
