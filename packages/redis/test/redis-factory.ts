import { randomUUID } from "node:crypto";
import { type StoreFactory, watchWork } from "@tagledger/conformance";
import type { Store } from "@tagledger/core";

import { redisStore, type RedisStoreOptions } from "../src/redis-store.ts";
import { redisTime, type TimeOffset } from "./redis-time.ts";

/**
 * Opens stores on a server that runs already, each claim in a namespace of its own.
 *
 * @param options asked for when a store is opened, since the server is started later than its tests are registered.
 */
export function redisFactory(options: () => Partial<RedisStoreOptions>, offset: () => TimeOffset): StoreFactory {
  return async ({ maxMarks } = {}) => {
    const namespace = `conformance-${randomUUID()}`;
    const stores: Store[] = [];
    const work = watchWork();
    const view = async (): Promise<Store> => {
      const store = redisStore({ ...options(), namespace, ...(maxMarks !== undefined && { maxMarks }) });
      stores.push(store);
      return work.watch(store);
    };
    return {
      time: redisTime(offset(), work),
      store: await view(),
      peer: view,
      stranger: view,
      async close() {
        for (const store of stores) await store.close();
      },
    };
  };
}
