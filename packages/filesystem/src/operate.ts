import { randomUUID } from "node:crypto";
import { access, constants, readdir, rm, stat, statfs } from "node:fs/promises";
import { join } from "node:path";
import type { Measure, Operate } from "@tagledger/core/operate";
import { unlessMissing } from "./disk.ts";
import { type Problem } from "./directory.ts";
import { filesystemStore } from "./filesystem-store.ts";
import { createLayout, journalNumber, type Layout } from "./path.ts";
import { readSettings } from "./settings.ts";

const LEAST_FREE_BYTES = 256 << 20;

/** For the command `tagledger`: the directory that the ready modules use. */
export const operate: Operate = async ({ env, cwd }) => {
  const settings = readSettings(env, cwd);
  const { directory, namespace, maxEntriesBytes } = settings;
  const problems: Problem[] = [];
  const layout = createLayout(directory, namespace);
  const store = filesystemStore({
    directory,
    namespace,
    onProblem: (problem) => problems.push(problem),
    ...(maxEntriesBytes !== undefined && { maxEntriesBytes }),
  });
  return {
    name: "filesystem",
    settings,
    place: directory,
    store,
    async exists() {
      const names = (await unlessMissing(readdir(layout.ledger))) ?? [];
      return names.some((name) => journalNumber(name) !== undefined);
    },
    async examine() {
      // Asking is what makes the directory, and what finds out about its file system.
      await store.news(undefined);
      await access(layout.root, constants.R_OK | constants.W_OK | constants.X_OK);
      const freeBytes = await freeBytesOf(layout.root);
      if (freeBytes >= LEAST_FREE_BYTES) return problems;
      const message = `Only ${freeBytes} bytes are left on the file system of ${directory}. Make room: neither invalidations nor entries can be written to a full disk.`;
      return [...problems, { code: "TL-DIRECTORY" as const, message }];
    },
    measure: () => measureDirectory(layout),
    async scratch() {
      // A folder that nobody else can have named.
      const own = createLayout(directory, `tagledger-scratch-${randomUUID()}`);
      const scratch = filesystemStore({ directory, namespace: own.root.split(/[\\/]/).at(-1) ?? "" });
      return {
        store: scratch,
        roundTrip: async () => void (await unlessMissing(stat(own.ledger))),
        async dispose() {
          await scratch.close();
          await rm(own.root, { recursive: true, force: true });
        },
      };
    },
    close: () => store.close(),
  };
};

async function measureDirectory(layout: Layout): Promise<Measure[]> {
  let journalBytes = 0;
  for (const name of (await unlessMissing(readdir(layout.ledger))) ?? []) {
    journalBytes += (await unlessMissing(stat(join(layout.ledger, name))))?.size ?? 0;
  }
  return [
    { name: "ledger", value: journalBytes, unit: "bytes" },
    { name: "free on the file system", value: await freeBytesOf(layout.root), unit: "bytes" },
  ];
}

/** @returns `Infinity` where it is not known. */
async function freeBytesOf(path: string): Promise<number> {
  const stats = await unlessMissing(statfs(path));
  return stats === undefined ? Infinity : stats.bavail * stats.bsize;
}
