import { printable } from "../text/printable.ts";

/** next@16.4.6 `server/lib/implicit-tags.js`: how Next.js names what `revalidatePath` reaches. */
const PATH_PREFIX = "_N_T_";

/** @returns a tag as people write it; the tag of a path as `path /blog`. */
export function tagText(tag: string): string {
  return printable(tag.startsWith(PATH_PREFIX) ? `path ${tag.slice(PATH_PREFIX.length)}` : tag);
}

export function isPathTag(tag: string): boolean {
  return tag.startsWith(PATH_PREFIX);
}
