import { publish } from "./channels.ts";
import type { LedgerReplica } from "./ledger-replica.ts";
import type { EntryKey, Store } from "./store.ts";

/** Which names in a store belong to this application. */
export interface Ownership {
  /** True when another application was found in the same place. */
  readonly refused: boolean;
  /**
   * Makes sure that a name belongs to one owner only. Reports another owner with TL-NAMESPACE-SHARED.
   *
   * @returns true when the name is this owner's; never rejects, and counts as its own what cannot be read.
   */
  claim(key: EntryKey, owner: string): Promise<boolean>;
}

/** @param ttlMs for how long a claim is kept. */
export function createOwnership(store: Store, replica: LedgerReplica, ttlMs: number): Ownership {
  let refused = false;
  return {
    get refused() {
      return refused;
    },
    async claim(key, owner) {
      try {
        const claimed = await store.read(key);
        const found = claimed && Buffer.from(claimed.frame).toString("utf8");
        if (found === owner) return true;
        if (found === undefined) {
          const { epoch = "", seq } = replica;
          await store.write(key, { frame: [Buffer.from(owner)], position: { epoch, seq }, ageMs: 0, ttlMs });
          return true;
        }
      } catch {
        return true;
      }
      refused = true;
      const message = "Give each application its own TAGLEDGER_NAMESPACE, or each build its own build id.";
      publish("tagledger:problem", () => ({ code: "TL-NAMESPACE-SHARED", message }));
      return false;
    },
  };
}
