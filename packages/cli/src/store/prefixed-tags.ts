import { tagForms } from "@tagledger/core";
import { tagParts } from "@tagledger/core/operate";
import type { BoundedStore } from "./bounded-store.ts";
import { readEntries } from "./read-entry.ts";
import { walk } from "./walk.ts";

/** The tags that a store can know of, and where they were found. */
export interface Known {
  readonly tags: readonly string[];
  /** How many entries and marks were looked at. */
  readonly entries: number;
  readonly marks: number;
}

/** Finds the tags that begin so: those of the entries that are kept, and those that were invalidated before. */
export async function prefixedTags(store: BoundedStore, prefix: string, signal: AbortSignal): Promise<Known> {
  const forms = tagForms(prefix);
  const found = new Set<string>();
  const look = (tag: string): void => {
    if (forms.some((form) => tag.startsWith(form))) found.add(tag);
  };
  let entries = 0;
  for await (const { entry } of readEntries(store, walk(store, signal))) {
    entries++;
    for (const tag of [...entry.tags, ...tagParts(entry.tags)]) look(tag);
  }
  const marks = (await store.news(undefined))?.marks ?? [];
  for (const { tag } of marks) look(tag);
  return { tags: [...found].toSorted(), entries, marks: marks.length };
}
