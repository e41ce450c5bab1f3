import type { KeyPage, Store } from "@tagledger/core";
import { expect } from "vitest";
import { topic, type Topic } from "../claim.ts";
import type { OpenStore, StoreSubject } from "../store-subject.ts";
import { bytes, entry, keyOf } from "./entry-values.ts";

type Keys = NonNullable<Store["keys"]>;

interface Walkable extends StoreSubject {
  readonly keys: Keys;
  /** The same from another process. */
  readonly keysElsewhere: Keys;
}

/** No store of these claims has as many parts; one that has more does not end. */
const MAX_PARTS = 2000;

/** What holds of a store that can be looked into. One that cannot must be so for every process. */
function whereWalkable(check: (subject: Walkable) => Promise<void>): (open: OpenStore) => Promise<void> {
  return async (open) => {
    const subject = await open();
    const other = await subject.peer();
    const keys = subject.store.keys?.bind(subject.store);
    const keysElsewhere = other.keys?.bind(other);
    expect(typeof keysElsewhere).toBe(typeof keys);
    if (keys !== undefined && keysElsewhere !== undefined) await check({ ...subject, keys, keysElsewhere });
  };
}

type Named = KeyPage["entries"][number];

/** @param between is awaited after each part. */
async function walk(keys: Keys, between: () => Promise<unknown> = async () => {}): Promise<Map<string, Named>> {
  const named = new Map<string, Named>();
  let cursor: string | undefined;
  for (let part = 0; part < MAX_PARTS; part++) {
    const page = await keys(cursor);
    for (const one of page.entries) named.set(one.key, one);
    if (page.next === undefined) return named;
    cursor = page.next;
    await between();
  }
  throw new Error(`The walk has not ended after ${MAX_PARTS} parts.`);
}

const names = (count: number): string[] => Array.from({ length: count }, (_, index) => keyOf(`entry ${index}`));

async function writeAll(store: Store, keys: readonly string[]): Promise<void> {
  await Promise.all(keys.map((key) => store.write(key, entry(bytes(100)))));
}

export const WALKING: Topic<OpenStore> = topic("keys", {
  "a store without entries names none": whereWalkable(async ({ store, keys }) => {
    expect([...(await walk(keys)).keys()]).toEqual([]);
    await store.append([{ tags: ["a", "b"], kind: "hard" }], undefined);
    await store.lease?.(keyOf("leased"), 60_000);
    expect([...(await walk(keys)).keys()]).toEqual([]);
  }),
  "every entry is named, to every process": whereWalkable(async ({ store, keys, keysElsewhere }) => {
    const written = [...names(1500), "a", "a-", "b".repeat(96)];
    await writeAll(store, written);
    expect([...(await walk(keys)).keys()].toSorted()).toEqual(written.toSorted());
    expect([...(await walk(keysElsewhere)).keys()].toSorted()).toEqual(written.toSorted());
  }),
  "what is named can be read": whereWalkable(async ({ store, keys }) => {
    await writeAll(store, names(20));
    for (const key of (await walk(keys)).keys()) expect(await store.read(key), key).toBeDefined();
  }),
  "a removed entry is not named": whereWalkable(async ({ store, keys }) => {
    const [gone = "", ...kept] = names(5);
    await writeAll(store, [gone, ...kept]);
    await store.remove(gone);
    expect([...(await walk(keys)).keys()].toSorted()).toEqual(kept.toSorted());
  }),
  "entries that come and go meanwhile hide none that stays": whereWalkable(async ({ store, keys }) => {
    const staying = names(1200);
    await writeAll(store, staying);
    let round = 0;
    const found = await walk(keys, async () => {
      const key = keyOf(`passing ${round++ % 40}`);
      await store.write(key, entry(bytes(10)));
      await store.write(staying[round % staying.length] as string, entry(bytes(120)));
      if (round % 3 === 0) await store.remove(key);
    });
    expect(staying.filter((key) => !found.has(key))).toEqual([]);
  }),
  "the size of an entry grows with its bytes": whereWalkable(async ({ store, keys }) => {
    await store.write(keyOf("small"), entry(bytes(100)));
    await store.write(keyOf("large"), entry(bytes(100_000)));
    const found = await walk(keys);
    const small = found.get(keyOf("small"))?.bytes ?? 0;
    expect(small).toBeGreaterThan(0);
    expect((found.get(keyOf("large"))?.bytes ?? 0) - small).toBeGreaterThan(50_000);
  }),
  "looking changes nothing": whereWalkable(async ({ store, keys }) => {
    await writeAll(store, names(3));
    const before = await store.news(undefined);
    await walk(keys);
    expect(await store.news(before?.position)).toBeUndefined();
    for (const key of names(3)) expect(await store.read(key)).toBeDefined();
  }),
  "keys of a closed store rejects": whereWalkable(async ({ store, keys }) => {
    await store.close();
    await expect(keys()).rejects.toThrow(/TL-STORE-CLOSED/);
  }),
});
