import type { Store } from "@tagledger/core/store";
import { Failure } from "../cli/failure.ts";
import { messageOf } from "./explain.ts";
import { within } from "./within.ts";
import { TagledgerError } from "@tagledger/core/errors";

/** A store that answers within a time or fails, and says which store it is that failed. */
export interface BoundedStore extends Store {
  keys: NonNullable<Store["keys"]>;
}

export function boundedStore(store: Store, place: string, ms: number): BoundedStore {
  const keys = store.keys?.bind(store);
  async function bounded<Result>(call: () => Promise<Result>): Promise<Result> {
    try {
      return await within(ms, place, call());
    } catch (error) {
      if (error instanceof Failure || error instanceof TagledgerError) throw error;
      throw new Failure("STORE", `${place}: ${messageOf(error)}`, { cause: causeOf(error) });
    }
  }
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

function causeOf(error: unknown): unknown {
  return error instanceof Error ? error.cause : undefined;
}
