import type { Product } from "./product.ts";
import type { Scheduler } from "./scheduler.ts";
import type { Truth } from "./truth.ts";

/** A call of a handler that has not ended. */
export interface Call {
  readonly what: string;
  readonly process: { readonly name: string; readonly isGone: boolean };
  /** True time. */
  readonly atMs: number;
  /** For how long its process had been paused before. */
  readonly pausedMs: number;
}

/** What everybody in one history shares. */
export interface History {
  readonly scheduler: Scheduler;
  readonly product: Product;
  readonly truth: Truth;
  /** Calls of handlers that have not ended. */
  readonly calls: Set<Call>;
  originFails: boolean;
  /** True when all that is left is to look at what came of it. */
  calm: boolean;
  /** For how long a process has been paused until now, all in all. */
  pausedMs(process: string): number;
  checkTime(call: Call): void;
  /** Notes that a promise was broken. */
  report(problem: string): void;
  /** Adds to what is told about the history, where somebody listens. */
  note(text: () => string): void;
}
