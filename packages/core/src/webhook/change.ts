import { Refusal } from "./refusal.ts";

/** What a call of the webhook asks for. */
export interface Change {
  /** As they are written for `cacheTag` and `revalidateTag`: up to 128 of up to 256 characters. */
  readonly tags?: readonly string[];
  /** As for `revalidatePath`, up to 128: `/blog`, or `{ path: "/blog/[slug]", type: "page" }`. */
  readonly paths?: readonly (string | ChangedPath)[];
  /**
   * For how many seconds the old may be served while the new is made; `"max"` as long as the profile of that name. 0
   * expires at once.
   */
  readonly expire?: number | "max";
}

export interface ChangedPath {
  readonly path: string;
  readonly type?: "page" | "layout";
}

/** A change that is known to be one. */
export interface CheckedChange {
  readonly tags: readonly string[];
  readonly paths: readonly ChangedPath[];
  readonly expireSeconds: number;
}

/** next@16.4.6 `lib/constants.js`: `NEXT_CACHE_TAG_MAX_LENGTH`, `NEXT_CACHE_TAG_MAX_ITEMS`, `NEXT_CACHE_SOFT_TAG_MAX_LENGTH`. */
const MAX_TAG_LENGTH = 256;
const MAX_ITEMS = 128;
const MAX_PATH_LENGTH = 1024;

/** What Next.js makes of the profile `max`: a year. */
const MAX_EXPIRE_SECONDS = 31_536_000;

/**
 * @param defaultExpire for what says nothing of it.
 * @returns the refusal with 422 instead, which says which item is wrong and why, and never repeats it.
 */
export function checkChange(change: unknown, defaultExpire: number | "max"): CheckedChange | Refusal {
  if (typeof change !== "object" || change === null || Array.isArray(change)) {
    return invalid("The body is not an object with tags or paths.");
  }
  const { tags = [], paths = [], expire = defaultExpire } = change as { [name in keyof Change]: unknown };
  if (!Array.isArray(tags) || tags.length > MAX_ITEMS) return invalid(`tags is not a list of up to ${MAX_ITEMS}.`);
  if (!Array.isArray(paths) || paths.length > MAX_ITEMS) return invalid(`paths is not a list of up to ${MAX_ITEMS}.`);
  if (tags.length + paths.length === 0) return invalid("There are neither tags nor paths.");
  const wrongTag = tags.findIndex((tag) => !isTag(tag));
  if (wrongTag !== -1) {
    return invalid(`tags[${wrongTag}] is not a text of 1 to ${MAX_TAG_LENGTH} characters without lone surrogates.`);
  }
  const changed = paths.map((path: unknown) => (typeof path === "string" ? { path } : path));
  const wrongPath = changed.findIndex((path) => !isPath(path));
  if (wrongPath !== -1) {
    return invalid(
      `paths[${wrongPath}] is neither a path from / of up to ${MAX_PATH_LENGTH} characters nor one with the type page or layout.`,
    );
  }
  const expireSeconds = expire === "max" ? MAX_EXPIRE_SECONDS : expire;
  if (typeof expireSeconds !== "number" || !Number.isFinite(expireSeconds) || expireSeconds < 0) {
    return invalid('expire is neither a number of seconds from 0 nor "max".');
  }
  return { tags: tags as string[], paths: changed as ChangedPath[], expireSeconds };
}

function isTag(tag: unknown): boolean {
  return isText(tag, MAX_TAG_LENGTH);
}

function isPath(changed: unknown): boolean {
  if (typeof changed !== "object" || changed === null) return false;
  const { path, type } = changed as { [name in keyof ChangedPath]: unknown };
  const isType = type === undefined || type === "page" || type === "layout";
  return isType && isText(path, MAX_PATH_LENGTH) && (path as string).startsWith("/");
}

function isText(text: unknown, maxLength: number): boolean {
  return typeof text === "string" && text.length > 0 && text.length <= maxLength && text.isWellFormed();
}

function invalid(message: string): Refusal {
  return new Refusal(422, "invalid", message);
}
