import type { Store } from "@tagledger/core";
import { expect } from "vitest";
import { topic, type Topic } from "../claim.ts";
import type { OpenStore } from "../store-subject.ts";
import { bytes, entry, keyOf, readBytes } from "./entry-values.ts";
import { hard } from "./ledger-values.ts";

/** Every method that talks to the storage. */
const CALLS: { readonly [method: string]: (store: Store) => Promise<unknown> } = {
  news: (store) => store.news(undefined),
  append: (store) => store.append([hard("a")], undefined),
  renew: (store) => store.renew("0".repeat(32)),
  read: (store) => store.read(keyOf("e")),
  write: (store) => store.write(keyOf("e"), entry(bytes(1))),
  remove: (store) => store.remove(keyOf("e")),
};

export const CLOSING: Topic<OpenStore> = topic("closing", {
  ...Object.fromEntries(
    Object.entries(CALLS).map(([method, call]) => [
      `${method} of a closed store rejects`,
      async (open: OpenStore) => {
        const { store } = await open();
        await call(store);
        await store.close();
        await expect(call(store)).rejects.toThrow(/TL-STORE-CLOSED/);
      },
    ]),
  ),
  "a store that was never used closes": async (open) => {
    const { store } = await open();
    await expect(store.close()).resolves.toBeUndefined();
  },
  "closing a store leaves those of other processes open": async (open) => {
    const { store, peer } = await open();
    const other = await peer();
    await store.write(keyOf("e"), entry(bytes(10)));
    await store.close();
    expect((await readBytes(other, keyOf("e")))?.equals(bytes(10))).toBe(true);
    expect((await other.append([hard("a")], undefined)).news.position.seq).toBeGreaterThan(0);
  },
});
