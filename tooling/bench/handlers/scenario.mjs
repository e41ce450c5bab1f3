import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { filesystemStore } from "@tagledger/filesystem";
import { redisStore } from "@tagledger/redis";
import { startStandalone } from "@tagledger/redis-servers";
import { interleave } from "../interleave.mjs";
import { row } from "../report/rows.mjs";
import { invalidationCases } from "./invalidation-cases.mjs";
import { rawFile, rawRedis } from "./raw.mjs";
import { readCases } from "./read-cases.mjs";

/** @typedef {import("../report/rows.mjs").Row} Row */

const FULL = { rounds: 15, roundMs: 150 };
const MOMENT = { rounds: 1, roundMs: 5 };

/**
 * One kind of operation, on each store: what it costs one by one.
 *
 * @type {import("../report/rows.mjs").Scenario}
 */
export const handlers = {
  name: "handlers",
  title: "One operation of the handlers, one after the other",
  async run({ effort, say }) {
    const folder = await mkdtemp(join(tmpdir(), "tagledger-bench-"));
    const server = await startStandalone();
    const { rounds, roundMs } = effort === "full" ? FULL : MOMENT;
    /** @type {Row[]} */
    const rows = [];
    const places = [
      {
        subject: "filesystem",
        open: (/** @type {string} */ name) => filesystemStore({ directory: folder, namespace: name }),
        raw: () => rawFile(join(folder, "raw")),
      },
      {
        subject: "redis (node-redis)",
        open: (/** @type {string} */ name) => redisStore({ url: server.url, namespace: name, library: "redis" }),
        raw: () => rawRedis("redis", server.url),
      },
      {
        subject: "redis (ioredis)",
        open: (/** @type {string} */ name) => redisStore({ url: server.url, namespace: name, library: "ioredis" }),
        raw: () => rawRedis("ioredis", server.url),
      },
    ];
    try {
      for (const { subject, open, raw } of places) {
        const limit = await raw();
        try {
          for (const make of [readCases, invalidationCases]) {
            const { cases, describe, close } = await make(open, limit);
            try {
              rows.push(
                ...describe(await interleave(cases, { rounds, roundMs })).map((one) => row({ ...one, subject })),
              );
            } finally {
              await close();
            }
          }
        } finally {
          await limit.close();
        }
        say(`${subject}: measured`);
      }
      return rows;
    } finally {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    }
  },
};
