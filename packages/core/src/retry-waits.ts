import type { Clock } from "./clock.ts";
import type { EntryKey } from "./store.ts";

/**
 * Stale responses whose regeneration has just failed. Next.js asks for a pause by storing the old response once more
 * with a short lifetime (next@16.4.6 `server/response-cache/index.js`, `retainPreviousCacheEntry`).
 */
export interface RetryWaits {
  start(key: EntryKey, seconds: number): void;
  /** For when a regeneration has succeeded. */
  end(key: EntryKey): void;
  /** @returns the seconds that are left, at least 1; `undefined` when there is no pause. */
  left(key: EntryKey): number | undefined;
}

const MAX_KEYS = 1000;

export function createRetryWaits(clock: Clock): RetryWaits {
  const untilMs = new Map<EntryKey, number>();
  return {
    start(key, seconds) {
      untilMs.delete(key);
      untilMs.set(key, clock.now() + seconds * 1000);
      if (untilMs.size <= MAX_KEYS) return;
      for (const oldest of untilMs.keys()) {
        untilMs.delete(oldest);
        break;
      }
    },
    end(key) {
      untilMs.delete(key);
    },
    left(key) {
      const until = untilMs.get(key);
      if (until === undefined) return undefined;
      const leftMs = until - clock.now();
      if (leftMs > 0) return Math.ceil(leftMs / 1000);
      untilMs.delete(key);
      return undefined;
    },
  };
}
