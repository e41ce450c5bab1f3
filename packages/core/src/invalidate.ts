import { pathTags, tagForms } from "./next-tags.ts";
import type { Runtime } from "./runtime.ts";

/**
 * Invalidates tags on every instance that shares the store, and resolves when that is recorded. For code outside of
 * `updateTag` and `revalidateTag`, and for Route Handlers that must know before they answer.
 *
 * @param tags as they are written for `cacheTag` and `revalidateTag`.
 * @param durations `expire` in seconds: entries are served while fresh ones are made, for so long at the most. Absent, or
 * 0: entries expire at once.
 * @throws TL-NOT-RECORDED; the tags are then expired in this process, and the record is tried again until it is taken.
 */
export type Invalidate = (tags: readonly string[], durations?: { readonly expire?: number }) => Promise<void>;

/**
 * Invalidates a path on every instance, as `revalidatePath` does, and resolves when that is recorded.
 *
 * @param type for a route with parameters, such as `/blog/[slug]`: its `page`, or everything below its `layout`.
 * @throws TL-NOT-RECORDED.
 */
export type InvalidatePath = (path: string, type?: "page" | "layout") => Promise<void>;

/** @param open opens the backend, or answers with the one that is open. */
export function createInvalidate(open: () => Promise<{ readonly runtime: Runtime }>): Invalidate {
  return async (tags, durations) => {
    const { runtime } = await open();
    await runtime.invalidate(tags.flatMap(tagForms), durations);
  };
}

/** @param open opens the backend, or answers with the one that is open. */
export function createInvalidatePath(open: () => Promise<{ readonly runtime: Runtime }>): InvalidatePath {
  return async (path, type) => {
    const { runtime } = await open();
    await runtime.invalidate(pathTags(path, type));
  };
}
