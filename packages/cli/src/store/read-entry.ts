import { decodeEntry, type Entry, tagIds } from "@tagledger/core";
import type { BoundedStore } from "./bounded-store.ts";

export interface ReadEntry {
  readonly key: string;
  readonly ageMs: number;
  readonly frameBytes: number;
  readonly entry: Omit<Entry, "createdMs">;
}

/** @returns `undefined` when there is none; `"damaged"` when its bytes are none of ours. */
export async function readEntry(store: BoundedStore, key: string): Promise<ReadEntry | "damaged" | undefined> {
  const stored = await store.read(key);
  if (stored === undefined) return undefined;
  const decoded = decodeEntry(key, stored.frame);
  if (decoded === undefined) return "damaged";
  const entry = { ...decoded, tagIds: tagIds(decoded.tags) };
  return { key, ageMs: stored.ageMs, frameBytes: stored.frame.byteLength, entry };
}

const AT_ONCE = 16;

/** Reads many entries, a few at a time: what is gone meanwhile, or no entry, is left out. */
export async function* readEntries(
  store: BoundedStore,
  keys: AsyncIterable<{ readonly key: string }>,
): AsyncGenerator<ReadEntry> {
  let batch: string[] = [];
  async function* drain(): AsyncGenerator<ReadEntry> {
    const read = await Promise.all(batch.map((key) => readEntry(store, key)));
    batch = [];
    for (const one of read) if (one !== undefined && one !== "damaged") yield one;
  }
  for await (const { key } of keys) {
    // Who owns a build is not an entry.
    if (/^v\d+-b-/.test(key)) continue;
    batch.push(key);
    if (batch.length === AT_ONCE) yield* drain();
  }
  yield* drain();
}
