import type { Store } from "@tagledger/core/store";
import { Failure } from "../cli/failure.ts";
import { within } from "./within.ts";

/** A store that answers within a time or fails, and says which store it is that failed. */
export interface BoundedStore extends Store {
  keys: NonNullable<Store["keys"]>;
}

export function boundedStore(store: Store, place: string, ms: number): BoundedStore {
  const keys = store.keys?.bind(store);
  // A store that throws before it promises fails like any other.
  const bounded = async <Result>(call: () => Promise<Result>): Promise<Result> =>
    within(ms, place, (async () => call())());
  return {
    name: store.name,
    capabilities: store.capabilities,
    news: (since) => bounded(() => store.news(since)),
    append: (invalidations, since) => bounded(() => store.append(invalidations, since)),
    renew: (epoch) => bounded(() => store.renew(epoch)),
    read: (key) => bounded(() => store.read(key)),
    write: (key, entry) => bounded(() => store.write(key, entry)),
    remove: (key) => bounded(() => store.remove(key)),
    keys: (cursor) => {
      if (keys === undefined) throw new Failure("STORE-WALK", `${place} cannot be looked into.`);
      return bounded(() => keys(cursor));
    },
    close: () => store.close(),
  };
}
