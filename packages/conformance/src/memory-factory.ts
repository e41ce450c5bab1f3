import { createMemoryBacking, memoryStore, type Store } from "@tagledger/core";
import type { StoreFactory } from "./store-subject.ts";
import { manualTime } from "./test-time.ts";

/** Opens the reference store in a time of its own. Views of other processes share the maps it keeps everything in. */
export const memoryFactory: StoreFactory = async ({ maxMarks } = {}) => {
  const time = manualTime();
  const backing = createMemoryBacking();
  const stores: Store[] = [];
  const view = (shared: boolean): Store => {
    const store = memoryStore({
      clock: time.clock(),
      ...(shared && { backing }),
      ...(maxMarks !== undefined && { maxMarks }),
    });
    stores.push(store);
    return store;
  };
  return {
    time,
    store: view(true),
    peer: async () => view(true),
    stranger: async () => view(false),
    async close() {
      for (const store of stores) await store.close();
    },
  };
};
