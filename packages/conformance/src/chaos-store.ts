import type { Store } from "@tagledger/core";

export type StoreOperation = "news" | "append" | "renew" | "read" | "write" | "remove" | "lease";

/** How a store misbehaves. Each is set to the operations it concerns; everything can be changed while it runs. */
export interface Chaos {
  /** Rejects. */
  throws: ReadonlySet<StoreOperation>;
  /** Does what it is asked for, then rejects. */
  throwsAfter: ReadonlySet<StoreOperation>;
  /** Never answers, not even after chaos has ended. */
  hangs: ReadonlySet<StoreOperation>;
  /** Waits for this before it asks the store. */
  delays: (operation: StoreOperation) => Promise<void> | undefined;
  /** Waits for this before it passes the store's answer on. */
  holdsAnswer: (operation: StoreOperation) => Promise<void> | undefined;
  /** Changes the bytes that are read. */
  garbage: ((frame: Uint8Array) => Uint8Array) | undefined;
  /** How often each operation was asked for. */
  readonly calls: Map<StoreOperation, number>;
  /** The keys under which entries were read or written. */
  readonly keys: Set<string>;
}

export const EVERYTHING: ReadonlySet<StoreOperation> = new Set([
  "news",
  "append",
  "renew",
  "read",
  "write",
  "remove",
  "lease",
]);
export const NOTHING: ReadonlySet<StoreOperation> = new Set();

export function calm(): Chaos {
  return {
    throws: NOTHING,
    throwsAfter: NOTHING,
    hangs: NOTHING,
    delays: () => undefined,
    holdsAnswer: () => undefined,
    garbage: undefined,
    calls: new Map(),
    keys: new Set(),
  };
}

/** Ends every fault; what hangs goes on hanging. */
export function calmDown(chaos: Chaos): void {
  const { calls: _calls, keys: _keys, ...faults } = calm();
  Object.assign(chaos, faults);
}

/**
 * A store that fails the way networks and disks do.
 *
 * @param chaos shared with the test, which changes it.
 */
export function chaosStore(store: Store, chaos: Chaos): Store {
  async function through<Result>(operation: StoreOperation, call: () => Promise<Result>): Promise<Result> {
    chaos.calls.set(operation, (chaos.calls.get(operation) ?? 0) + 1);
    const { throws, throwsAfter, hangs, delays, holdsAnswer } = chaos;
    if (hangs.has(operation)) await new Promise(() => {});
    if (throws.has(operation)) throw new Error(`chaos: ${operation} fails`);
    await delays(operation);
    const result = await call();
    await holdsAnswer(operation);
    if (throwsAfter.has(operation)) throw new Error(`chaos: the answer of ${operation} is lost`);
    return result;
  }

  const lease = store.lease?.bind(store);
  return {
    name: store.name,
    capabilities: store.capabilities,
    news: (since) => through("news", () => store.news(since)),
    append: (invalidations, since) => through("append", () => store.append(invalidations, since)),
    renew: (epoch) => through("renew", () => store.renew(epoch)),
    read: (key) =>
      through("read", async () => {
        chaos.keys.add(key);
        const stored = await store.read(key);
        if (stored === undefined || chaos.garbage === undefined) return stored;
        return { ...stored, frame: chaos.garbage(stored.frame) };
      }),
    write: (key, entry) =>
      through("write", () => {
        chaos.keys.add(key);
        return store.write(key, entry);
      }),
    remove: (key) => through("remove", () => store.remove(key)),
    ...(lease && { lease: (key, ms) => through("lease", () => lease(key, ms)) }),
    close: () => store.close(),
  };
}
