import type { LedgerReplica } from "./ledger-replica.ts";
import type { EntryKey, Store } from "./store.ts";

/** Names that are kept in the store for a while, where every instance finds them. */
export interface Receipts {
  /** Never rejects. @returns false also when the store does not answer or has dropped it for want of room. */
  has(key: EntryKey): Promise<boolean>;
  /** Never rejects. */
  add(key: EntryKey, ttlMs: number): Promise<void>;
}

export function createReceipts(store: Store, replica: LedgerReplica): Receipts {
  return {
    has: (key) =>
      store.read(key).then(
        (found) => found !== undefined,
        () => false,
      ),
    async add(key, ttlMs) {
      const { epoch = "", seq } = replica;
      await store.write(key, { frame: [Buffer.from("1")], position: { epoch, seq }, ageMs: 0, ttlMs }).catch(() => {});
    },
  };
}
