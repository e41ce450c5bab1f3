import type { Store } from "@tagledger/core";
import type { Route } from "../network.ts";
import type { ProcessClock } from "../process-clock.ts";
import type { SeededRandom } from "../random.ts";

/** What a store had at some moment. */
export type Snapshot = object;

/** The store of a fleet, with what can happen to it. */
export interface SimulatedStore {
  /** The store as one process sees it. */
  connect(clock: ProcessClock, route: Route, random: SeededRandom): Store;
  snapshot(): Snapshot;
  /** It takes what it is sent and does nothing, for so long. */
  freeze(ms: number): void;
  /** It dies, and comes back after `downMs` milliseconds with what it had, or with nothing. */
  restart(downMs: number, having: Snapshot | undefined): void;
  /** Another server takes its place, with what had reached that. */
  failOver(having: Snapshot): void;
  /** The machine is set back to a snapshot of itself, and does not know. */
  rewind(to: Snapshot): void;
  flush(): void;
  /** Something is dropped for want of memory. */
  evict(random: SeededRandom): void;
}
