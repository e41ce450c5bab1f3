import type { BoundedStore } from "./bounded-store.ts";

export interface NamedEntry {
  readonly key: string;
  readonly bytes: number;
}

/**
 * Every entry of a store, once.
 *
 * @throws when the command is to end: a part is not the whole.
 */
export async function* walk(store: BoundedStore, signal: AbortSignal): AsyncGenerator<NamedEntry> {
  const seen = new Set<string>();
  let cursor: string | undefined;
  do {
    signal.throwIfAborted();
    const page = await store.keys(cursor);
    for (const entry of page.entries) {
      if (seen.has(entry.key)) continue;
      seen.add(entry.key);
      yield entry;
    }
    cursor = page.next;
  } while (cursor !== undefined);
}
