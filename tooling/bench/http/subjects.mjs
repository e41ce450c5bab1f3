import { join } from "node:path";
import { startStandalone } from "@tagledger/redis-servers";
import { peers as published } from "../peers/peers.mjs";
import { pin } from "./pin.mjs";

/**
 * Who is measured: a build of the application, and what its server is told.
 *
 * @typedef {object} Subject
 * @property {string} name
 * @property {string} build which build serves it, `BENCH_SUBJECT`; several subjects can share one
 * @property {string} baseline the name of the built-in cache that it is compared with
 * @property {number} tags how many are invalidated before
 * @property {Record<string, string>} env of the build and of the server
 * @property {import("@tagledger/redis-servers").Server | undefined} redis where it keeps things
 * @property {string} [node] the Node.js that it needs, where that is not ours
 * @property {() => Promise<void>} [prepare] invalidates `tags` tags before the server starts; without it the server is asked to
 */

/** @typedef {{ folder: string, pinnedTo: number | undefined }} Place */

const BUILTIN = "built-in";

/**
 * The built-in cache, and ours.
 *
 * @param {Place & { tags: readonly number[], redis: import("@tagledger/redis-servers").Server }} options
 * @returns {Subject[]} the built-in cache first
 */
export function ownSubjects({ tags, redis, folder }) {
  return [
    builtin(BUILTIN),
    ...tags.flatMap((count) => [
      {
        ...builtin("filesystem"),
        build: "filesystem",
        tags: count,
        env: { TAGLEDGER_DIR: join(folder, `ledger-${count}`) },
      },
      onRedis(redis, "strong", count),
      onRedis(redis, "bounded", count),
    ]),
  ];
}

/**
 * The published handlers, each with a Redis of its own: some know no prefix. They start with their tags, because some read
 * them only then.
 *
 * @param {Place & { tags: readonly number[], say: (line: string) => void }} options
 * @returns {Promise<Subject[]>} and the built-in cache on the Node.js that some of them need; who cannot be installed is
 * said and left out.
 */
export async function peerSubjects({ tags, pinnedTo, say }) {
  /** @type {Subject[]} */
  const subjects = [];
  for (const peer of published) {
    const { fill: fillTagsOf } = peer;
    const installed = await peer.install();
    const isOurs = installed.node === process.execPath;
    const baseline = isOurs ? BUILTIN : `${BUILTIN}, Node.js ${peer.minNode}`;
    if (!isOurs && !subjects.some(({ name }) => name === baseline)) {
      subjects.push({ ...builtin(baseline), node: installed.node });
    }
    for (const count of tags) {
      const redis = await startStandalone({ config: peer.redisConfig });
      if (pinnedTo !== undefined) await pin(redis.pid, pinnedTo);
      const prefix = `bench-${count}`;
      subjects.push({
        name: `${peer.package}@${peer.version}`,
        build: `peer-${peer.name}`,
        baseline,
        tags: count,
        redis,
        env: { ...peer.env(redis.url, prefix), BENCH_PEER_CONFIG: JSON.stringify(peer.nextConfig(installed.folder)) },
        ...(!isOurs && { node: installed.node }),
        prepare: () => fillTagsOf({ installed, redisUrl: redis.url, prefix, count }),
      });
    }
    say(`${peer.package}: installed`);
  }
  return subjects;
}

/**
 * @param {import("@tagledger/redis-servers").Server} redis
 * @param {"strong" | "bounded"} consistency
 * @param {number} tags
 * @returns {Subject}
 */
function onRedis(redis, consistency, tags) {
  const env = {
    TAGLEDGER_REDIS_URL: redis.url,
    TAGLEDGER_NAMESPACE: `bench-${consistency}-${tags}`,
    TAGLEDGER_CONSISTENCY: consistency,
  };
  return { ...builtin(`redis ${consistency}`), build: "redis", tags, redis, env };
}

/** @param {string} name */
function builtin(name) {
  return {
    name,
    build: "builtin",
    baseline: name.startsWith(BUILTIN) ? name : BUILTIN,
    tags: 0,
    env: {},
    redis: undefined,
  };
}
