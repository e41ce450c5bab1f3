import type { KeyPage, Store } from "@tagledger/core";
import { broken, type BrokenStore, changed } from "./broken-stores.ts";

type Keys = NonNullable<Store["keys"]>;

/** A store that names other entries; `inner` names those of the reference. */
function walking(name: string, claim: string, change: (inner: Keys, store: Store) => Keys): BrokenStore {
  return broken(name, ["keys", claim], (store) => {
    const { keys } = store;
    if (keys === undefined) throw new Error("The reference can be looked into.");
    return { keys: change(keys.bind(store), store) };
  });
}

const telling = (change: (entries: KeyPage["entries"]) => KeyPage["entries"]) => (keys: Keys) => async () => {
  const page = await keys();
  return { ...page, entries: change(page.entries) };
};

/** Parts of 100, cut where they happen to be when they are asked for. */
const inParts = (entriesOf: () => Promise<KeyPage["entries"]>): Keys => {
  return async (cursor = "0") => {
    const entries = await entriesOf();
    const end = Number(cursor) + 100;
    return { entries: entries.slice(Number(cursor), end), ...(end < entries.length && { next: String(end) }) };
  };
};

export const BROKEN_WALKS: readonly BrokenStore[] = [
  walking(
    "names what is not there",
    "a store without entries",
    telling((entries) => [...entries, { key: "ghost", bytes: 1 }]),
  ),
  walking(
    "leaves the last entry out",
    "every entry is named",
    telling((entries) => entries.slice(0, -1)),
  ),
  walking("stops after its first part", "every entry is named", (keys) => async () => ({
    entries: (await keys()).entries.slice(0, 100),
  })),
  walking("never comes to an end", "a store without entries", (keys) => async () => ({
    ...(await keys()),
    next: "again",
  })),
  walking(
    "names entries by something else than their keys",
    "what is named",
    telling((entries) => entries.map(({ bytes }, index) => ({ key: `n${index}`, bytes }))),
  ),
  {
    name: "remembers entries that were removed",
    caughtBy: ["keys", "a removed entry"],
    create() {
      const known = new Map<string, number>();
      return (store) =>
        changed(store, {
          async write(key, written) {
            known.set(key, 1);
            return store.write(key, written);
          },
          keys: async () => ({ entries: [...known].map(([key, bytes]) => ({ key, bytes })) }),
        });
    },
  },
  walking("goes on by number while entries come and go", "entries that come and go", (keys) => {
    // Newest first: what is new moves the rest, and what a part ended with is not what the next one begins behind.
    let calls = 0;
    return inParts(async () => {
      const { entries } = await keys();
      return entries.toSorted((a, b) => a.key.localeCompare(b.key)).slice(calls++);
    });
  }),
  walking(
    "does not know how large anything is",
    "the size of an entry",
    telling((entries) => entries.map(({ key }) => ({ key, bytes: 1 }))),
  ),
  walking("removes what it looks at", "looking changes nothing", (keys, store) => async () => {
    const page = await keys();
    for (const { key } of page.entries) await store.remove(key);
    return page;
  }),
  walking("records that it was looked into", "looking changes nothing", (keys, store) => async () => {
    await store.append([{ tags: ["looked"], kind: "hard" }], undefined);
    return keys();
  }),
  walking("can be looked into after it was closed", "keys of a closed store", () => async () => ({ entries: [] })),
  {
    name: "can be looked into by one process and not by another",
    caughtBy: ["keys", "a store without entries"],
    create() {
      let stores = 0;
      return (store) => {
        if (stores++ === 0) return store;
        const { keys: _none, ...rest } = changed(store, {});
        return rest;
      };
    },
  },
];
