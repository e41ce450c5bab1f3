import { rm } from "node:fs/promises";
import { join } from "node:path";
import { startStandalone } from "@tagledger/redis-servers";

/**
 * What a fleet keeps its cache in.
 *
 * @typedef {object} Backend
 * @property {string} name of `PLAYGROUND_BACKEND`
 * @property {(context: { dir: string }) => Promise<Ready>} open
 *
 * @typedef {object} Ready
 * @property {Record<string, string>} env for the instances
 * @property {import("@tagledger/redis-servers").Server} [redis]
 * @property {() => Promise<unknown>} close
 */

/** @type {Readonly<Record<string, Backend>>} */
export const backends = {
  builtin: {
    name: "builtin",
    open: async () => ({ env: {}, close: async () => {} }),
  },
  filesystem: {
    name: "filesystem",
    open: async ({ dir }) => ({
      env: filesystemEnv(dir),
      close: () => rm(join(dir, "ledger"), { recursive: true, force: true }),
    }),
  },
  redis: {
    name: "redis",
    async open() {
      const server = await startStandalone({ config: { maxmemory: "256mb", "maxmemory-policy": "volatile-lru" } });
      return { env: { REDIS_URL: server.url }, redis: server, close: () => server.stop() };
    },
  },
};

/** @typedef {keyof typeof backends} BackendName */

/**
 * Where the fleet on the filesystem has its ledger. One that was chosen by hand stays when the playground ends.
 *
 * @param {string} dir
 */
export function filesystemEnv(dir) {
  return { TAGLEDGER_DIR: process.env.TAGLEDGER_DIR ?? join(dir, "ledger") };
}
