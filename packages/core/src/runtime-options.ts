import type { Clock } from "./clock.ts";
import type { ConsistencyOptions } from "./consistency.ts";
import type { Store } from "./store.ts";

export interface RuntimeOptions extends ConsistencyOptions {
  readonly store: Store;
  readonly clock?: Clock;
  /** Milliseconds that any call to the store may take. Default 500. */
  readonly deadlineMs?: number;
  /** Milliseconds between attempts to reach a store that failed, and to record what it did not take. Default 1000. */
  readonly retryAfterMs?: number;
  /** Bytes of entries to keep in the memory of this process; 0 for none. Default 64 MiB. */
  readonly nearBytes?: number;
  /** Milliseconds after which any entry is dropped, whatever its own lifetime is. Default 30 days. */
  readonly maxTtlMs?: number;
  /** Bytes of the largest body that is stored. Default 64 MiB. */
  readonly maxEntryBytes?: number;
  /**
   * Whole milliseconds that a request may wait, where it finds nothing that can be served, for whoever makes it already;
   * 0: it never waits. Default 500: as much as a store that hangs may cost it.
   */
  readonly coldMissWaitMs?: number;
  /** True while `next build` runs, which never waits. Default: what Next.js says in `NEXT_PHASE`. */
  readonly building?: boolean;
}
