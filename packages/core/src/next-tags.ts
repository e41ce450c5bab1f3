/*
 * The tags that Next.js makes of what its users write, for code that invalidates without going through Next.js. Both the
 * encoded form (since 16.3, `server/lib/encode-header-safe.js`) and the plain one (before) are named: one too many costs
 * nothing, one too few leaves something old.
 */

/** Of the tags that Next.js gives to every route (next@16.4.6 `server/lib/implicit-tags.js`). */
export const PATH_PREFIX = "_N_T_";
const UNSAFE_RUN = /[^\t\x20-\x7e]+/g;

/** @returns the forms under which entries may carry a tag. */
export function tagForms(tag: string): string[] {
  return [...new Set([tag, tag.toWellFormed().replace(UNSAFE_RUN, encodeURIComponent)])];
}

/**
 * The tags of a path, as `revalidatePath` makes them (next@16.4.6 `server/web/spec-extension/revalidate.js`).
 *
 * @param type only what is rendered by the `page` or by the `layout` of a route such as `/blog/[slug]`.
 */
export function pathTags(path: string, type?: "page" | "layout"): string[] {
  const trimmed = path.length > 1 && path.endsWith("/") ? path.slice(0, -1) : path;
  const tags = tagForms(PATH_PREFIX + trimmed);
  if (type !== undefined) return tags.map((tag) => `${tag}${tag.endsWith("/") ? "" : "/"}${type}`);
  if (trimmed === "/") return [...tags, `${PATH_PREFIX}/index`];
  if (trimmed === "/index") return [...tags, `${PATH_PREFIX}/`];
  return tags;
}
