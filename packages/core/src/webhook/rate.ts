import type { Clock } from "../clock.ts";

export interface RateLimit {
  /** How many may come at once. */
  readonly requests: number;
  /** Seconds after which as many may come again. */
  readonly perSeconds: number;
}

/** @returns a function that counts a request: `undefined` when it may pass, else the seconds after which one may. */
export function createRate({ requests, perSeconds }: RateLimit, clock: Clock): () => number | undefined {
  const perMs = requests / (perSeconds * 1000);
  let left = requests;
  let countedMs = clock.now();
  return () => {
    const nowMs = clock.now();
    left = Math.min(requests, left + (nowMs - countedMs) * perMs);
    countedMs = nowMs;
    if (left < 1) return Math.ceil((1 - left) / perMs / 1000);
    left--;
    return undefined;
  };
}
