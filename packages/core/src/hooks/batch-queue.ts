import type { Events } from "../channels.ts";

/** What is handed out together: of one kind, or everything. */
export interface Batch {
  readonly kind: "hard" | "soft";
  readonly tags: readonly string[];
  readonly paths: readonly string[];
  readonly everything: boolean;
}

/** What was invalidated and has not been handed out, each name once. */
export interface BatchQueue {
  /** @returns how many names are lost because there were too many; then everything is invalidated instead. */
  add(invalidation: Pick<Events["tagledger:invalidate"], "tags" | "kind" | "everything">): number;
  /** @returns the oldest ones; `undefined` when there are none. */
  take(): Batch | undefined;
  readonly isEmpty: boolean;
}

/** Of the tags that Next.js makes of a path (next@16.4.6 `lib/constants.js`, `NEXT_CACHE_IMPLICIT_TAG_ID`). */
const PATH_PREFIX = "_N_T_";

export function createBatchQueue({ maxBatch, maxQueued }: { maxBatch: number; maxQueued: number }): BatchQueue {
  const waiting = new Map<string, "hard" | "soft">();
  let everything = false;
  return {
    add(invalidation) {
      if (invalidation.everything === true) everything = true;
      // It will be handed out, and these are part of it.
      if (everything) {
        waiting.clear();
        return 0;
      }
      for (const tag of invalidation.tags) {
        if (waiting.get(tag) !== "hard") waiting.set(tag, invalidation.kind);
      }
      if (waiting.size <= maxQueued) return 0;
      const lost = waiting.size;
      waiting.clear();
      everything = true;
      return lost;
    },
    take() {
      if (everything) {
        everything = false;
        return { kind: "hard", tags: [], paths: [], everything: true };
      }
      const [kind] = waiting.values();
      if (kind === undefined) return undefined;
      const names: string[] = [];
      for (const [name, of] of waiting) {
        if (of === kind && names.push(name) === maxBatch) break;
      }
      for (const name of names) waiting.delete(name);
      const paths = names.filter((name) => name.startsWith(PATH_PREFIX)).map((name) => name.slice(PATH_PREFIX.length));
      return { kind, tags: names.filter((name) => !name.startsWith(PATH_PREFIX)), paths, everything: false };
    },
    get isEmpty() {
      return !everything && waiting.size === 0;
    },
  };
}
