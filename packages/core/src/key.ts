import { createHash } from "node:crypto";
import type { EntryKey } from "./store.ts";

/** Part of every key, so that processes with different frames never overwrite each other's entries. */
const FRAME_VERSION = 1;

/** Separates entries that may have equal keys in Next.js but must not meet. */
export interface KeyScope {
  /** `u` for `'use cache'`, `f` for fetch data, `r` for responses, `b` for builds, `w` for webhooks. */
  readonly space: "u" | "f" | "r" | "b" | "w";
  /** What else tells them apart, such as a build id; the empty string for nothing. */
  readonly within: string;
}

/**
 * The name under which a store keeps an entry. Keys of Next.js are strings of UTF-16 code units that may contain lone
 * surrogates and the arguments of cached functions, so exactly these units are hashed.
 */
export function entryKey(scope: KeyScope, key: string): EntryKey {
  const hash = createHash("sha256");
  hash.update(`${scope.within.length}:`);
  hash.update(Buffer.from(scope.within, "utf16le"));
  hash.update(Buffer.from(key, "utf16le"));
  return `v${FRAME_VERSION}-${scope.space}-${hash.digest("hex")}`;
}
