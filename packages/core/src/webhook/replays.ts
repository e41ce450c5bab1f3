import { LRUCache } from "lru-cache";
import type { Clock } from "../clock.ts";
import { entryKey } from "../key.ts";
import type { Receipts } from "../receipts.ts";
import type { EntryKey } from "../store.ts";

/**
 * Which deliveries were recorded already. In the memory of this process, and in the store for the others: there it may be
 * dropped for want of room, and two of the same that arrive at two instances at once both pass. All that a replay does is
 * to invalidate once more.
 */
export interface Replays {
  /**
   * @returns `undefined` for a replay, also while the first one is on its way. Else what must be called with whether it
   * was recorded: what was not is to be tried again.
   */
  take(signature: string): Promise<((recorded: boolean) => Promise<void>) | undefined>;
}

const MAX_REMEMBERED = 10_000;

/** @param rememberMs for how long. */
export function createReplays(receipts: Receipts, clock: Clock, within: string, rememberMs: number): Replays {
  const remembered = new LRUCache<EntryKey, true>({
    max: MAX_REMEMBERED,
    ttl: rememberMs,
    ttlResolution: 0,
    perf: clock,
  });
  const running = new Set<EntryKey>();
  return {
    async take(signature) {
      const key = entryKey({ space: "w", within }, signature);
      if (running.has(key) || remembered.has(key)) return undefined;
      running.add(key);
      if (await receipts.has(key)) {
        running.delete(key);
        return undefined;
      }
      return async (recorded) => {
        if (recorded) {
          remembered.set(key, true);
          await receipts.add(key, rememberMs);
        }
        running.delete(key);
      };
    },
  };
}
