import type { SeededRandom } from "../seeded-random.ts";
import { turns } from "../test-time.ts";

/** Decides by chance which of several things that could go on does. */
export interface Scheduler {
  /** Waits until it is this one's turn. */
  gate(): Promise<void>;
  /** Opens gates one by one, in random order, until all of `tasks` have ended. */
  run(tasks: readonly Promise<unknown>[]): Promise<void>;
}

const PATIENCE_MS = 10_000;

export function createScheduler(random: SeededRandom): Scheduler {
  const waiting: (() => void)[] = [];
  let open = true;
  return {
    gate: () => (open ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
    async run(tasks) {
      open = false;
      let done = false;
      const all = Promise.all(tasks).finally(() => (done = true));
      all.catch(() => {});
      let progressMs = performance.now();
      while (!done && performance.now() - progressMs < PATIENCE_MS) {
        await turns(1);
        if (waiting.length === 0) continue;
        progressMs = performance.now();
        const [next] = waiting.splice(random.below(waiting.length), 1);
        next?.();
      }
      open = true;
      for (const next of waiting.splice(0)) next();
      if (!done) throw new Error("Something waits for ever.");
      await all;
    },
  };
}
