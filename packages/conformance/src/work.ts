import { setImmediate as turn, setTimeout as sleep } from "node:timers/promises";
import type { Store } from "@tagledger/core";

/** What stores of a test are doing at the moment. */
export interface Work {
  /** @returns the store, with its calls counted. */
  watch(store: Store): Store;
  /** Resolves when no call is under way and everything that waited for one has had its turns. */
  idle(): Promise<void>;
}

/** A call that takes longer than this is not waited for: a test may want to see it hang. */
const PATIENCE_MS = 2000;
const TURNS = 8;

/** Lets a test wait for a real disk or a real server for exactly as long as these need. */
export function watchWork(): Work {
  let running = 0;

  async function counted<Result>(call: Promise<Result>): Promise<Result> {
    running++;
    try {
      return await call;
    } finally {
      running--;
    }
  }

  return {
    watch: (store) => ({
      name: store.name,
      capabilities: store.capabilities,
      news: (since) => counted(store.news(since)),
      append: (invalidations, since) => counted(store.append(invalidations, since)),
      renew: (epoch) => counted(store.renew(epoch)),
      read: (key) => counted(store.read(key)),
      write: (key, entry) => counted(store.write(key, entry)),
      remove: (key) => counted(store.remove(key)),
      ...(store.lease && { lease: (key: string, ms: number) => counted(store.lease?.(key, ms) as Promise<boolean>) }),
      close: () => store.close(),
    }),
    async idle() {
      const endMs = performance.now() + PATIENCE_MS;
      for (let quiet = 0; quiet < TURNS; quiet++) {
        await turn();
        while (running > 0 && performance.now() < endMs) {
          quiet = 0;
          await sleep(1);
        }
      }
    },
  };
}
