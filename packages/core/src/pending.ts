import type { Clock } from "./clock.ts";

/** The `set` calls of this process that have not ended, by key. */
export interface PendingSets {
  /** @returns a function to be called when the `set` has ended, however it did. */
  begin(key: string): () => void;
  /** Resolves when every `set` of `key` that has begun by now has ended, or after `maxMs` milliseconds. */
  settled(key: string, maxMs: number): Promise<void>;
}

export function createPendingSets(clock: Clock): PendingSets {
  const sets = new Map<string, Set<Promise<void>>>();
  return {
    begin(key) {
      let end = (): void => {};
      const ended = new Promise<void>((resolve) => {
        end = resolve;
      });
      const running = sets.get(key) ?? new Set();
      running.add(ended);
      sets.set(key, running);
      return () => {
        running.delete(ended);
        if (running.size === 0 && sets.get(key) === running) sets.delete(key);
        end();
      };
    },
    async settled(key, maxMs) {
      const running = sets.get(key);
      if (running === undefined) return;
      let cancel = (): void => {};
      const timeout = new Promise<void>((resolve) => {
        cancel = clock.schedule(maxMs, resolve);
      });
      await Promise.race([Promise.all(running), timeout]);
      cancel();
    },
  };
}
