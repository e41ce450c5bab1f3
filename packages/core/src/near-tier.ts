import { LRUCache } from "lru-cache";
import type { Entry } from "./entry.ts";
import type { EntryKey } from "./store.ts";

/** Entries in the memory of this process. They are served because the replica says so, never because they are near. */
export interface NearTier {
  get(key: EntryKey): Entry | undefined;
  set(key: EntryKey, entry: Entry): void;
  remove(key: EntryKey): void;
  clear(): void;
  readonly bytes: number;
}

/** What an entry costs besides its body: metadata, tags and the map's own bookkeeping, estimated. */
const OVERHEAD_BYTES = 512;
const BYTES_PER_TAG = 80;
const BYTES_PER_CHARACTER = 2;

function sizeOf({ body, tags, meta }: Entry): number {
  const characters = tags.reduce((sum, tag) => sum + tag.length, JSON.stringify(meta).length);
  return OVERHEAD_BYTES + body.byteLength + BYTES_PER_TAG * tags.length + BYTES_PER_CHARACTER * characters;
}

/** @param maxBytes how much to hold; 0 turns the tier off. */
export function createNearTier(maxBytes: number): NearTier {
  if (maxBytes <= 0) return { get: () => undefined, set() {}, remove() {}, clear() {}, bytes: 0 };
  const cache = new LRUCache<EntryKey, Entry>({
    maxSize: maxBytes,
    sizeCalculation: sizeOf,
  });
  return {
    get: (key) => cache.get(key),
    set(key, entry) {
      cache.set(key, entry);
    },
    remove(key) {
      cache.delete(key);
    },
    clear: () => cache.clear(),
    get bytes() {
      return cache.calculatedSize;
    },
  };
}
