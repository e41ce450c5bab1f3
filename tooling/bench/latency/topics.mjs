import { setTimeout as sleep } from "node:timers/promises";

/**
 * For how long nobody asks for a topic before it is lent. What is in the making is stored by then, or never: a call to
 * the store ends after half a second.
 */
const REST_MS = 2000;

/**
 * Lends topics that a server has cached and at which nothing is in the making.
 *
 * @param {{ names: readonly string[], client: import("./keep-alive.mjs").Client, source: import("@tagledger/fleet").Source }} options
 */
export function createTopics({ names, client, source }) {
  /** The one that has rested longest first. */
  const resting = names.map((name) => ({ name, sinceMs: Number.NEGATIVE_INFINITY }));
  let fills = 0;

  /** @returns {Promise<string>} one that is answered from a cache, without anything being made. */
  async function take() {
    for (;;) {
      const topic = resting.shift();
      if (topic === undefined) throw new Error("All topics are lent.");
      await sleep(Math.max(0, topic.sinceMs + REST_MS - performance.now()));
      const before = source.reads(topic.name);
      const { version } = await client.ask(`/api/topic/${topic.name}`);
      const now = source.version(topic.name);
      if (version !== now) throw new Error(`${topic.name} shows ${version} instead of ${now}, and nothing has changed`);
      if (source.reads(topic.name) === before) return topic.name;
      fills++;
      resting.push({ name: topic.name, sinceMs: performance.now() });
    }
  }

  return {
    /**
     * @template Result
     * @param {(topic: string) => Promise<Result>} use
     */
    async lend(use) {
      const name = await take();
      const result = await use(name);
      resting.push({ name, sinceMs: performance.now() });
      return result;
    },
    /** @returns {number} how often the data was read so that a topic is cached */
    fills: () => fills,
  };
}
