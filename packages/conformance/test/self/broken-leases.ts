import type { Store } from "@tagledger/core";
import { broken, type BrokenStore, changed } from "./broken-stores.ts";

type Lease = NonNullable<Store["lease"]>;

/** A store whose leases differ; `inner` are those of the reference. */
function leasing(
  name: string,
  claim: string,
  change: (inner: Lease, store: Store) => Lease | Partial<Store>,
): BrokenStore {
  return broken(name, ["leases", claim], (store) => {
    const { lease } = store;
    if (lease === undefined) throw new Error("The reference leases.");
    const changes = change(lease.bind(store), store);
    return typeof changes === "function" ? { lease: changes } : changes;
  });
}

export const BROKEN_LEASES: readonly BrokenStore[] = [
  leasing("leases to everybody", "of all who ask at once", () => async () => true),
  {
    name: "leases once to each process",
    caughtBy: ["leases", "of all who ask at once"],
    create: () => (store) => {
      const taken = new Set<string>();
      const lease: Lease = async (key) => taken.size < taken.add(key).size;
      return changed(store, { lease });
    },
  },
  {
    name: "lets who has a lease take it again",
    caughtBy: ["leases", "who has a lease"],
    create: () => (store) => {
      const taken = new Set<string>();
      const lease: Lease = async (key, ms) => {
        if ((await store.lease?.(key, ms)) === true) taken.add(key);
        return taken.has(key);
      };
      return changed(store, { lease });
    },
  },
  leasing("never ends a lease", "a lease lapses", (lease) => (key) => lease(key, 1e15)),
  leasing("ends leases early", "a lease lapses", (lease) => (key, ms) => lease(key, Math.ceil(ms / 4))),
  {
    name: "prolongs a lease whenever it is asked for",
    caughtBy: ["leases", "asking in vain"],
    create() {
      let asked = 0;
      return (store) =>
        changed(store, {
          async lease(key, ms) {
            if ((await store.lease?.(`${key}-${asked}`, ms)) === true) return true;
            await store.lease?.(`${key}-${++asked}`, ms);
            return false;
          },
        });
    },
  },
  leasing("has one lease for all keys", "leases of different keys", (lease) => (_key, ms) => lease("one", ms)),
  leasing(
    "cuts the names of leases short",
    "leases of different keys",
    (lease) => (key, ms) => lease(key.slice(0, 69), ms),
  ),
  leasing("keeps leases among its entries", "a lease and the entry", (_lease, store) => async (key, ms) => {
    if ((await store.read(key)) !== undefined) return false;
    await store.write(key, { frame: [], position: { epoch: "", seq: 0 }, ageMs: 0, ttlMs: ms });
    return true;
  }),
  leasing("records leases in its ledger", "a lease is no news", (lease, store) => async (key, ms) => {
    await store.append([{ tags: ["lease"], kind: "hard" }], undefined);
    return lease(key, ms);
  }),
  leasing("leases after it was closed", "lease of a closed store", (lease) => ({
    lease,
    close: async () => {},
  })),
  {
    name: "leases in one process and not in another",
    caughtBy: ["leases", "who has a lease"],
    create() {
      let stores = 0;
      return (store) => {
        if (stores++ === 0) return store;
        const { lease: _none, ...rest } = changed(store, {});
        return rest;
      };
    },
  },
];
