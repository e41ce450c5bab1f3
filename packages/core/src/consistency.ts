import type { Clock } from "./clock.ts";
import type { LedgerReplica } from "./ledger-replica.ts";
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
  /** @returns true when a request, or without one anybody, needs no refresh before its reads are judged. */
  isRecentEnough(workStore: WorkStore | undefined): boolean;
  /** @returns true when entries may be judged at all. */
  isTrusted(): boolean;
}

export function createConsistency(
  replica: LedgerReplica,
  clock: Clock,
  { consistency = "strong", graceMs = 0 }: ConsistencyOptions,
): Consistency {
  return {
    isRecentEnough(workStore) {
      const { provenUntilMs } = replica;
      if (!replica.proven) return false;
      if (workStore !== undefined && provenUntilMs > workStore.requestStartTime) return true;
      if (consistency === "strong") return false;
      const nowMs = clock.now();
      // The monotonic clock stands still while a machine is suspended; the wall clock tells.
      if (clock.wall() - replica.provenUntilWallMs >= consistency.maxStalenessMs) return false;
      return nowMs - provenUntilMs < consistency.maxStalenessMs;
    },
    isTrusted() {
      if (replica.proven) return true;
      return graceMs > 0 && replica.position !== undefined && clock.now() - replica.provenUntilMs <= graceMs;
    },
  };
}
