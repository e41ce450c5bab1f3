import { TagledgerError } from "./errors.ts";

/** @returns `16.4` for `16.4.6`; the empty string when the version cannot be told. */
export function minorOf(version: string | undefined): string {
  return /^\d+\.\d+/.exec(version ?? "")?.[0] ?? "";
}

/**
 * Whether Next.js goes by the lifetime that the singular handler gives an entry. Before 16.4 it goes by what its own
 * process remembers, so that a stale response would pass for a fresh one.
 *
 * @param version such as `16.4`; the empty string counts as new.
 */
export function honoursCacheControl(version: string): boolean {
  return isFrom(version, 4);
}

/**
 * Whether Next.js lets a request wait for the replacement of a response that is reported as expired, `lastModified: -1`.
 * Before 16.3 it answers with the response itself (next@16.2.12 `server/response-cache/index.js`, `handleGet`).
 *
 * @param version as in {@link honoursCacheControl}.
 */
export function awaitsExpired(version: string): boolean {
  return isFrom(version, 3);
}

/** Whether Next.js has `images.customCacheHandler`; `version` as in {@link honoursCacheControl}. */
export function hasImageHandler(version: string): boolean {
  return isFrom(version, 2);
}

function isFrom(version: string, minimum: number): boolean {
  const [major = Infinity, minor = Infinity] = version === "" ? [] : version.split(".").map(Number);
  return major > 16 || (major === 16 && minor >= minimum);
}

/** @throws TL-NEXT-VERSION for a version whose cache handlers have other methods. */
export function assertSupportedNext(version: string | undefined): void {
  const major = Number(/^\d+/.exec(version ?? "")?.[0] ?? Number.NaN);
  if (Number.isNaN(major) || major === 16) return;
  const remedy = major < 16 ? "Upgrade Next.js: npx @next/codemod upgrade." : "Look for a newer version of tagledger.";
  throw new TagledgerError("TL-NEXT-VERSION", `Found next@${version}; supported is 16.0 or newer, below 17. ${remedy}`);
}
