import type { Clock } from "./clock.ts";
import type { LedgerReplica } from "./ledger-replica.ts";
import type { Positions } from "./positions.ts";
import type { WorkStore } from "./work-store.ts";

export interface ConsistencyOptions {
  /**
   * `strong` (default): a read is judged by a refresh that was sent after its request started. `bounded`: by one that
   * was sent less than `maxStalenessMs` milliseconds ago.
   */
  readonly consistency?: "strong" | { readonly maxStalenessMs: number };
  /**
   * Milliseconds for which entries are served as they were last known when the ledger cannot be read. Default 0: they
   * are misses.
   */
  readonly graceMs?: number;
}

/** Whether what a process knows of the ledger is good enough. */
export interface Consistency {
  /**
   * Makes sure that what is known is recent enough to judge for a request, or for anybody who asks now. Never rejects.
   *
   * @param own how many unfinished `'use cache'` calls of the request are the caller's.
   */
  refresh(workStore?: WorkStore, own?: number): Promise<void>;
  /** @returns true when entries may be judged at all. */
  isTrusted(): boolean;
}

export function createConsistency(
  replica: LedgerReplica,
  positions: Positions,
  clock: Clock,
  { consistency = "strong", graceMs = 0 }: ConsistencyOptions,
): Consistency {
  function isRecentEnough(workStore: WorkStore | undefined): boolean {
    const { provenUntilMs } = replica;
    if (!replica.proven) return false;
    if (workStore !== undefined && provenUntilMs > workStore.requestStartTime) return true;
    if (consistency === "strong") return false;
    return isWithin(consistency.maxStalenessMs);
  }

  /**
   * The monotonic clock stands still while a machine is suspended; the wall clock tells. Where that has gone back, it was
   * set, and what else has passed is not known.
   */
  function isWithin(ms: number): boolean {
    return clock.now() - replica.provenUntilMs < ms && Math.abs(clock.wall() - replica.provenUntilWallMs) < ms;
  }

  return {
    async refresh(workStore, own = 0) {
      const entered = workStore && positions.enter(workStore, own);
      // Who waits for the ledger lets others be read from their sockets meanwhile, and answered in one go. Who does not
      // gives way as well: a busy process answers a fifth more prerendered pages so (docs/benchmarks/notes.md).
      if (consistency !== "strong" && isRecentEnough(workStore)) await clock.turn?.();
      if (!isRecentEnough(workStore)) await replica.refresh();
      entered?.();
    },
    isTrusted() {
      if (replica.proven) return true;
      if (graceMs === 0 || replica.position === undefined) return false;
      return isWithin(graceMs);
    },
  };
}
