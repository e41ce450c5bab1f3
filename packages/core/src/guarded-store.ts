import type { Guard } from "./guard.ts";
import type { Store } from "./store.ts";

/** A store whose every call goes through a guard. `close` does not: it must not wait for a breaker. */
export function guardedStore(store: Store, guard: Guard): Store {
  const lease = store.lease?.bind(store);
  const keys = store.keys?.bind(store);
  return {
    name: store.name,
    capabilities: store.capabilities,
    news: (since) => guard.run("news", () => store.news(since)),
    append: (invalidations, since) => guard.run("append", () => store.append(invalidations, since)),
    renew: (epoch) => guard.run("renew", () => store.renew(epoch)),
    read: (key) => guard.run("read", () => store.read(key)),
    write: (key, entry) => guard.run("write", () => store.write(key, entry)),
    remove: (key) => guard.run("remove", () => store.remove(key)),
    ...(lease && { lease: (key, ms) => guard.run("lease", () => lease(key, ms)) }),
    ...(keys && { keys: (cursor) => guard.run("keys", () => keys(cursor)) }),
    async close() {
      guard.close();
      await store.close();
    },
  };
}
