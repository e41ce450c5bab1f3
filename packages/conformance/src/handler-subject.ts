import {
  type Clock,
  createIncrementalCacheHandler,
  createRuntime,
  createUseCacheHandler,
  type NextIncrementalHandlerClass,
  type NextUseCacheHandler,
  type Runtime,
  type RuntimeOptions,
  type Store,
} from "@tagledger/core";
import { calm, type Chaos, chaosStore } from "./chaos-store.ts";
import type { StoreFactory, StoreSettings, StoreSubject } from "./store-subject.ts";
import type { TestTime } from "./test-time.ts";

export interface ProcessOptions {
  /** How much the clock of this process is off. */
  readonly skewMs?: number;
  /** Instead of the clock that `skewMs` describes. */
  readonly clock?: Clock;
  /** Bytes of entries in the memory of the process; 0 for none. */
  readonly nearBytes?: number;
  readonly consistency?: RuntimeOptions["consistency"];
  readonly graceMs?: number;
  /** How long a call to the store may take. */
  readonly deadlineMs?: number;
  readonly seeds?: "position" | "trust" | "off";
  /** While `next build` runs. */
  readonly building?: boolean;
  /** Where `'use cache'` keeps its entries. */
  readonly tier?: "shared" | "near";
  /**
   * Milliseconds that a request may wait for what another one makes already. Default 0: most claims ask for what nobody
   * is going to make.
   */
  readonly coldMissWaitMs?: number;
}

/** What one process of an application has: both handlers, and one ledger that they share. */
export interface HandlerProcess {
  readonly useCache: NextUseCacheHandler;
  readonly IncrementalCache: NextIncrementalHandlerClass;
  /** The clock that Next.js sees in this process. */
  readonly clock: Clock;
  /** Faults of what lies between this process and the storage. */
  readonly chaos: Chaos;
  readonly deadlineMs: number;
  readonly retryAfterMs: number;
}

/** A storage that nothing else uses, made for one claim, and the processes that are started on it. */
export interface HandlerSubject {
  readonly time: TestTime;
  /** Starts one more process of the same application. */
  start(options?: ProcessOptions): Promise<HandlerProcess>;
  /** A view of the storage that no fault concerns. */
  readonly store: Store;
  /** How many of so many trials this subject is fast enough for, at least 1. */
  trials(full: number): number;
  close(): Promise<void>;
}

export type HandlerFactory = (settings?: StoreSettings) => Promise<HandlerSubject>;

/** What a claim is given. */
export type OpenHandlers = HandlerFactory;

export interface HandlersOptions {
  /** The share of the trials of claims that count in thousands: 1 for a store in memory. */
  readonly pace?: number;
  /** Bytes of entries in the memory of each process whose claim does not say; 0 for none. */
  readonly nearBytes?: number;
  /** Changes what the handlers are made from, for tests of the suite itself. */
  readonly alter?: (runtime: Runtime, store: Store) => Runtime;
}

/** The handlers of `@tagledger/core` on a store. */
export function handlersOn(openStore: StoreFactory, settings: HandlersOptions = {}): HandlerFactory {
  const { pace = 1, alter } = settings;
  return async (storeSettings) => {
    const subject: StoreSubject = await openStore(storeSettings);
    const { time } = subject;
    const closing: (() => Promise<void>)[] = [];
    return {
      time,
      store: subject.store,
      trials: (full) => Math.max(1, Math.round(full * pace)),
      async start(options = {}) {
        const chaos = calm();
        const clock = options.clock ?? time.clock(options.skewMs);
        const { deadlineMs = 5000, nearBytes = settings.nearBytes } = options;
        const retryAfterMs = 2 * deadlineMs;
        const store = chaosStore(await subject.peer(), chaos);
        const made = createRuntime({
          store,
          clock,
          deadlineMs,
          retryAfterMs,
          coldMissWaitMs: options.coldMissWaitMs ?? 0,
          building: options.building ?? false,
          ...(nearBytes !== undefined && { nearBytes }),
          ...(options.consistency !== undefined && { consistency: options.consistency }),
          ...(options.graceMs !== undefined && { graceMs: options.graceMs }),
        });
        const runtime = alter?.(made, store) ?? made;
        closing.push(() => made.close());
        // As a server does before its first request: what was begun before the ledger was known is not stored.
        await runtime.refresh();
        return {
          clock,
          chaos,
          deadlineMs,
          retryAfterMs,
          useCache: createUseCacheHandler(runtime, { ...(options.tier !== undefined && { tier: options.tier }) }),
          IncrementalCache: createIncrementalCacheHandler(
            runtime,
            options.seeds === undefined ? {} : { seeds: options.seeds },
          ),
        };
      },
      async close() {
        for (const close of closing) await close();
        await subject.close();
      },
    };
  };
}
