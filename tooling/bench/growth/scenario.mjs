import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startStandalone } from "@tagledger/redis-servers";
import { growEntries } from "./entries.mjs";
import { growInstances } from "./instances.mjs";
import { growEntry } from "./large.mjs";
import { growTags } from "./tags.mjs";

const FULL = {
  tags: [10, 1000, 100_000, 1_000_000],
  /** That go through the memory of a process. */
  entries: [1000, 1_000_000],
  /** In a store. */
  stored: [1000, 1_000_000],
  /** Of entries near, for the cost of one. */
  reads: 100_000,
  replicas: [2, 1000],
  /** Instances that are started on each ledger. */
  starts: 3,
  costs: { rounds: 10, roundMs: 50 },
  /** For which instances are measured, after they have connected. */
  seconds: 8,
  largeBytes: 16 * 2 ** 20,
  /** How often a large entry is stored and read. */
  times: 5,
};

const MOMENT = {
  tags: [10, 1000],
  entries: [100, 1000],
  stored: [10, 100],
  reads: 1000,
  replicas: [4],
  starts: 1,
  costs: { rounds: 1, roundMs: 2 },
  seconds: 1,
  largeBytes: 2 ** 20,
  times: 1,
};

/**
 * What every part is given.
 *
 * @typedef {object} Part
 * @property {readonly import("./open-store.mjs").Place[]} places
 * @property {typeof FULL} effort
 * @property {(line: string) => void} say
 */

/** @type {import("../report/rows.mjs").Scenario} */
export const growth = {
  name: "growth",
  title: "What an operation and a process cost as tags, entries and instances become many",
  async run({ effort, say }) {
    const folder = await mkdtemp(join(tmpdir(), "tagledger-bench-"));
    const server = await startStandalone();
    /** @type {Part} */
    const part = {
      places: [
        { subject: "filesystem", directory: folder },
        { subject: "redis strong", url: server.url },
      ],
      effort: effort === "full" ? FULL : MOMENT,
      say,
    };
    try {
      const rows = [];
      for (const grow of [growTags, growEntries, growInstances, growEntry]) rows.push(...(await grow(part)));
      return rows;
    } finally {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    }
  },
};
