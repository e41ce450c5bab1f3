import type { Invalidation } from "./store.ts";

/** How Next.js tells `updateTags` what kind of invalidation it is. */
export interface Durations {
  /** Seconds for which entries are still served while fresh ones are made. */
  readonly expire?: number | undefined;
}

/** @param durations absent or `{ expire: 0 }` for an immediate invalidation. */
export function invalidationOf(tags: readonly string[], durations: Durations | undefined): Invalidation {
  if (durations === undefined) return { tags, kind: "hard" };
  const { expire } = durations;
  if (expire === undefined || expire === Infinity) return { tags, kind: "soft" };
  // Not a number counts as no time at all: too much is invalidated rather than too little.
  return expire > 0 ? { tags, kind: "soft", expireSeconds: expire } : { tags, kind: "hard" };
}
