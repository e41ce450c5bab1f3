import { waitUntil } from "@tagledger/fleet";
import { startPair } from "./replicated.mjs";
import { startTogether } from "./together.mjs";

/** @typedef {import("./standalone.mjs").Server} Server */

const NAME = "tagledger";

/**
 * A primary, a replica and three sentinels that watch them. Resolves when every sentinel knows the replica and the
 * other sentinels. Sentinels keep the true time, also when the data nodes are under controlled time.
 *
 * @param {import("./replicated.mjs").SharedOptions & { quorum?: number, downAfterMs?: number, failoverTimeoutMs?: number }} [options]
 * `config` and `timeOffset` are for the data nodes. Default: a quorum of 2, 1 000 and 3 000 ms
 */
export function startSentinel({ quorum = 2, downAfterMs = 1_000, failoverTimeoutMs = 3_000, ...options } = {}) {
  return startTogether(async (start) => {
    const { primary, replica } = await startPair(start, options);
    const config = {
      "sentinel monitor": `${NAME} ${primary.host} ${primary.port} ${quorum}`,
      "sentinel down-after-milliseconds": `${NAME} ${downAfterMs}`,
      "sentinel failover-timeout": `${NAME} ${failoverTimeoutMs}`,
    };
    const sentinels = await Promise.all([1, 2, 3].map(() => start({ config, sentinel: true })));
    await Promise.all(sentinels.map(hurry));
    for (const sentinel of sentinels) {
      await waitUntil(() => knowsAll(sentinel, sentinels.length - 1), {
        timeoutMs: 15_000,
        what: () => `the acquaintance of the sentinels\n${sentinel.logTail()}`,
      });
    }
    return {
      name: NAME,
      primary,
      replica,
      sentinels,
      sentinelAddresses: sentinels.map(({ host, port }) => ({ host, port })),
      primaryAddress: () => askPrimary(sentinels),
    };
  });
}

/**
 * Lets a sentinel speak and look more often than every ten seconds, so that a failover takes as long as its timeouts say.
 *
 * @param {Server} sentinel
 */
async function hurry(sentinel) {
  try {
    await sentinel.command("SENTINEL", "DEBUG", "PUBLISH-PERIOD", 200, "INFO-PERIOD", 500, "ASK-PERIOD", 200);
  } catch {
    // Before Redis 7 it cannot be told, and everything takes some seconds longer.
  }
}

/**
 * @param {Server} sentinel
 * @param {number} others
 */
async function knowsAll(sentinel, others) {
  const replicas = await flagsOf(sentinel, "REPLICAS");
  const sentinels = await flagsOf(sentinel, "SENTINELS");
  return (
    replicas.length === 1 &&
    sentinels.length === others &&
    [...replicas, ...sentinels].every((flags) => !/down|disconnected/.test(flags))
  );
}

/**
 * @param {Server} sentinel
 * @param {"REPLICAS" | "SENTINELS"} what
 * @returns {Promise<string[]>}
 */
async function flagsOf(sentinel, what) {
  const peers = /** @type {string[][]} */ (await sentinel.command("SENTINEL", what, NAME));
  return peers.map((fields) => fields[fields.indexOf("flags") + 1] ?? "");
}

/**
 * @param {readonly Server[]} sentinels
 * @returns {Promise<{ host: string, port: number }>} what the first sentinel that runs holds for the primary
 */
async function askPrimary(sentinels) {
  const sentinel = sentinels.find(({ state }) => state === "running");
  if (sentinel === undefined) throw new Error("no sentinel is running");
  const reply = await sentinel.command("SENTINEL", "GET-MASTER-ADDR-BY-NAME", NAME);
  const [host = "", port] = /** @type {string[]} */ (reply);
  return { host, port: Number(port) };
}
