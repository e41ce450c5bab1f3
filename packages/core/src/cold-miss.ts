import { LRUCache } from "lru-cache";
import type { Clock } from "./clock.ts";
import { createLeases } from "./leases.ts";
import type { Found, Reading, ReadOutcome, ReadRequest } from "./reading.ts";
import type { EntryKey, Store } from "./store.ts";

/**
 * What happens when many processes find at once that there is no entry to serve: one of them makes it, and the others
 * wait a little for that instead of making it too.
 *
 * Only for what has to be made before anything can be answered. A stale entry is answered with at once, by everybody:
 * masking that it is stale for those who do not replace it would bake it into others as fresh.
 */
export interface ColdMisses {
  /**
   * @param outcome what a read found.
   * @returns the same at once when it can be served, when this process is the one to make the entry, or when there is
   * nothing to wait for. Else what there is as soon as that can be served, or when the time is over. Never rejects.
   */
  awaitEntry(key: EntryKey, request: ReadRequest, outcome: ReadOutcome): Promise<ReadOutcome>;
}

export interface ColdMissesOptions {
  readonly clock: Clock;
  readonly store: Store;
  readonly reading: Reading;
  /** Milliseconds that a wait may take, all in all. 0: nobody waits. */
  readonly waitMs: number;
  /** Makes sure that what is known of the ledger is recent enough for whoever asks now. */
  refresh(): Promise<void>;
  /** @returns false when nothing that another process makes could be served here. */
  isWorthWaiting(): boolean;
}

/** One wait. It goes on looking until it has ended. */
interface Wait {
  readonly key: EntryKey;
  readonly request: ReadRequest;
  outcome: ReadOutcome;
  /** What was seen last. */
  found: Found | undefined;
  ended: boolean;
}

/** Between two looks: what is made quickly is found quickly. The last one repeats. */
const STEPS_MS = [10, 20, 40];
const LAST_STEP_MS = 50;

/** Something that is never stored is waited for in vain once in so many milliseconds, and not at each request. */
const FUTILE_MS = 60_000;
const MAX_FUTILE = 10_000;

export function createColdMisses(options: ColdMissesOptions): ColdMisses {
  const { clock, store, reading, waitMs, refresh, isWorthWaiting } = options;
  const leases = waitMs === 0 ? undefined : createLeases(store, waitMs, clock);
  if (leases === undefined) return { awaitEntry: async (_key, _request, outcome) => outcome };

  const futile = new LRUCache<EntryKey, true>({ max: MAX_FUTILE, ttl: FUTILE_MS, ttlResolution: 0, perf: clock });
  const looks = new Map<EntryKey, Promise<Found>>();

  /** All who wait for a key look at it together. */
  function lookAfter(ms: number, key: EntryKey): Promise<Found> {
    const running = looks.get(key);
    if (running !== undefined) return running;
    const look = new Promise<Found>((resolve) => {
      clock.schedule(ms, () => {
        looks.delete(key);
        resolve(reading.look(key));
      });
    });
    looks.set(key, look);
    return look;
  }

  /** Ends when this process is to make the entry, when it can be served, or when the store fails. */
  const watch = async (wait: Wait): Promise<void> => {
    let asked: EntryKey | undefined;
    for (let step = 0; !wait.ended && isWorthWaiting(); step++) {
      const name = leaseOf(wait);
      if (name !== asked && (await leases.take(name))) return;
      asked = name;
      const found = await lookAfter(STEPS_MS[step] ?? LAST_STEP_MS, wait.key);
      if (wait.ended || found.failed) return;
      wait.found = found;
      wait.outcome = reading.judged(wait.request, found);
      // Requests that came later may have joined this one.
      if (isUsable(wait.outcome, wait.request)) return refresh();
    }
  };

  return {
    async awaitEntry(key, request, outcome) {
      if (request.tier === "near" || futile.has(key) || isUsable(outcome, request)) return outcome;
      const begunMs = clock.now();
      const wait: Wait = { key, request, outcome, found: undefined, ended: false };
      const timedOut = await new Promise<boolean>((resolve) => {
        const cancel = clock.schedule(waitMs, () => resolve(true));
        watch(wait)
          .catch(() => {})
          .finally(() => {
            cancel();
            resolve(false);
          });
      });
      wait.ended = true;
      if (wait.found === undefined) return outcome;
      const last = reading.told(key, request, wait.found, clock.now() - begunMs);
      if (timedOut && !isUsable(last, request)) futile.set(key, true);
      return last;
    },
  };
}

function isUsable(outcome: ReadOutcome, { isOver }: ReadRequest): boolean {
  if (outcome.verdict !== "fresh" && outcome.verdict !== "stale") return false;
  return isOver?.(outcome.entry, outcome.ageMs) !== true;
}

/** What has expired again is made again: the next one is another lease. */
function leaseOf({ key, outcome: { entry } }: Wait): EntryKey {
  return entry === undefined ? key : `${key}-${entry.position.seq}`;
}
