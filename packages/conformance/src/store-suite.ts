import type { Topic } from "./claim.ts";
import { registerTopics } from "./suite.ts";
import { APPENDING } from "./store/appending.ts";
import { CLOSING } from "./store/closing.ts";
import { DEADLINES } from "./store/deadlines.ts";
import { ENTRIES } from "./store/entries.ts";
import { ENTRY_ORDER } from "./store/entry-order.ts";
import { EPOCHS } from "./store/epochs.ts";
import { FLOOR } from "./store/floor.ts";
import { LEASES } from "./store/leases.ts";
import { LIFETIMES } from "./store/lifetimes.ts";
import { NEWS } from "./store/news.ts";
import { SHARING } from "./store/sharing.ts";
import { WALKING } from "./store/walking.ts";
import type { OpenStore, StoreFactory } from "./store-subject.ts";

/** Everything that the port of `@tagledger/core` promises of a store. */
export const STORE_TOPICS: readonly Topic<OpenStore>[] = [
  NEWS,
  APPENDING,
  EPOCHS,
  DEADLINES,
  FLOOR,
  ENTRIES,
  ENTRY_ORDER,
  LIFETIMES,
  SHARING,
  LEASES,
  WALKING,
  CLOSING,
];

export interface StoreSuiteOptions {
  /** Names the store in the report. */
  readonly name: string;
  readonly factory: StoreFactory;
}

/** Registers a test for each promise of the port. Nothing can be skipped: capabilities are the store's own. */
export function storeSuite({ name, factory }: StoreSuiteOptions): void {
  registerTopics(name, STORE_TOPICS, factory);
}
