import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildApp, startInstance, startSource } from "@tagledger/fleet";
import { startStandalone } from "@tagledger/redis-servers";
import { checkPage } from "./check-page.mjs";

const APP = fileURLToPath(new URL("../app", import.meta.url));

/** What is asked for, and the topic that it shows. */
const PAGES = { "/one": "one", "/static": "static", "/api/one": "api", "/memo": "memo" };

/**
 * @typedef {object} Checked
 * @property {{ path: string, seen: string[] }[]} pages
 * @property {string[]} errors what the build and the servers had to say
 */

/**
 * Builds the app with a peer and looks at two servers of it, on a real Redis.
 *
 * @param {import("./peers.mjs").Peer} peer
 * @returns {Promise<Checked>}
 * @throws when it cannot be installed, built or started; the message has what was printed
 */
export async function checkPeer(peer) {
  const { folder, node } = await peer.install();
  const source = await startSource();
  const redis = await startStandalone({ config: peer.redisConfig });
  const runDir = await mkdtemp(join(tmpdir(), "tagledger-bench-"));
  /** @type {import("@tagledger/fleet").Instance[]} */
  const instances = [];
  try {
    const env = {
      ...peer.env(redis.url, "check"),
      BENCH_SUBJECT: `peer-${peer.name}`,
      BENCH_PEER_CONFIG: JSON.stringify(peer.nextConfig(folder)),
      BENCH_SOURCE: source.url,
    };
    const { output } = await buildApp({ appDir: APP, env, node });
    for (const name of ["a", "b"])
      instances.push(
        await startInstance({ name, appDir: APP, runDir, env, startTimeoutMs: 30_000, events: false, node }),
      );
    const [a, b] = instances;
    if (a === undefined || b === undefined) throw new Error("two instances were started");

    const pages = [];
    for (const [path, topic] of Object.entries(PAGES))
      pages.push({ path, seen: await checkPage({ a, b, source, path, topic }) });
    const printed = [output, ...instances.map((instance) => instance.logTail())].join("\n");
    return { pages, errors: [...new Set(printed.split("\n").filter((line) => /error|warn|fail/i.test(line)))] };
  } finally {
    await Promise.all(instances.map((instance) => instance.kill()));
    await redis.stop();
    await source.stop();
    await rm(runDir, { recursive: true, force: true });
  }
}
