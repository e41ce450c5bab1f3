import { createHash } from "node:crypto";
import type { Store } from "./store.ts";

/**
 * A part of a store for one kind of entries or one tenant: the same ledger, other keys. It cannot be looked into, because
 * its keys cannot be told from those of another part.
 *
 * @param prefix any string.
 */
export function prefixedStore(store: Store, prefix: string): Store {
  const rename = (key: string): string => createHash("sha256").update(`${prefix}\0${key}`).digest("hex");
  const lease = store.lease?.bind(store);
  return {
    name: store.name,
    capabilities: store.capabilities,
    news: (since) => store.news(since),
    append: (invalidations, since) => store.append(invalidations, since),
    renew: (epoch) => store.renew(epoch),
    read: (key) => store.read(rename(key)),
    write: (key, entry) => store.write(rename(key), entry),
    remove: (key) => store.remove(rename(key)),
    ...(lease && { lease: (key, ms) => lease(rename(key), ms) }),
    close: () => store.close(),
  };
}
