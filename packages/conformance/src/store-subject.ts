import type { Store } from "@tagledger/core";
import type { TestTime } from "./test-time.ts";

/** A store that nothing else uses, made for one claim. */
export interface StoreSubject {
  readonly store: Store;
  readonly time: TestTime;
  /** Another view of the same storage, as if from another process. */
  peer(): Promise<Store>;
  /** What really another process gets that is given the same settings: for a store that is not shared, other storage. */
  stranger(): Promise<Store>;
  /** Closes every store that was handed out and removes what they kept. */
  close(): Promise<void>;
}

export interface StoreSettings {
  /** How many tags the ledger remembers before its floor rises. Every store has such a bound. */
  readonly maxMarks?: number;
}

/** Opens the store under test. */
export type StoreFactory = (settings?: StoreSettings) => Promise<StoreSubject>;

/** What a claim is given: it opens its own store, with the settings it needs, and need not close it. */
export type OpenStore = StoreFactory;
