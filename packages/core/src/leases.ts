import { LRUCache } from "lru-cache";
import type { Clock } from "./clock.ts";
import type { EntryKey, Store } from "./store.ts";

/**
 * Which entries this process is to make. All its requests are told the same: Next.js joins those that make one entry at
 * the same time, and one that waited for another could be what that one waits for.
 */
export interface Leases {
  /**
   * @returns true when this process has the lease, or had it a moment ago; false when another one has it.
   * @throws what the store throws.
   */
  take(name: EntryKey): Promise<boolean>;
}

/** What is forgotten costs a wait. */
const MAX_LEASES = 10_000;

/**
 * @param ms whole milliseconds that a lease lasts.
 * @returns `undefined` for a store that does not lease.
 */
export function createLeases(store: Store, ms: number, clock: Clock): Leases | undefined {
  const lease = store.lease?.bind(store);
  if (lease === undefined) return undefined;
  // For longer than a lease lasts, as its time begins when the store is asked for it.
  const ours = new LRUCache<EntryKey, Promise<boolean>>({
    max: MAX_LEASES,
    ttl: 2 * ms,
    ttlResolution: 0,
    perf: clock,
  });
  return {
    take(name) {
      const known = ours.get(name);
      if (known !== undefined) return known;
      const asked = lease(name, ms);
      const forget = (): void => void ours.delete(name);
      ours.set(name, asked);
      asked.then((taken) => (taken ? undefined : forget()), forget);
      return asked;
    },
  };
}
