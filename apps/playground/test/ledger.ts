import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startStandalone } from "@tagledger/redis-servers";
import type { Backend } from "./backends";

/** A ledger that nobody else uses. */
export interface Ledger {
  /** What a build and its instances need to find it. */
  readonly env: Record<string, string>;
  /** Removes it and everything that is kept with it, also under those who use it. */
  lose(): Promise<void>;
  close(): Promise<void>;
}

export function openLedger(backend: Backend): Promise<Ledger> {
  return backend === "redis" ? onRedis() : inDirectory();
}

async function inDirectory(): Promise<Ledger> {
  const root = await mkdtemp(join(tmpdir(), "tagledger-playground-"));
  const directory = join(root, "ledger");
  return {
    env: { TAGLEDGER_DIR: directory },
    lose: () => rm(directory, { recursive: true, force: true }),
    close: () => rm(root, { recursive: true, force: true }),
  };
}

async function onRedis(): Promise<Ledger> {
  const server = await startStandalone();
  return {
    env: { REDIS_URL: server.url },
    async lose() {
      await server.command("FLUSHALL");
    },
    close: () => server.stop(),
  };
}
