import { filesystemStore } from "@tagledger/filesystem";
import { redisStore } from "@tagledger/redis";

/**
 * Where a store is, in words that can be sent to another process.
 *
 * @typedef {object} Place
 * @property {string} subject
 * @property {string} [directory] of the filesystem
 * @property {string} [url] of Redis
 * @property {"gzip" | "brotli"} [algorithm]
 */

/** More than a million entries of 1000 bytes. */
const MAX_ENTRIES_BYTES = 2 ** 33;

/**
 * @param {Place} place
 * @param {string} namespace
 * @returns {import("@tagledger/core").Store}
 */
export function openStore({ directory, url, algorithm }, namespace) {
  if (directory !== undefined) return filesystemStore({ directory, namespace, maxEntriesBytes: MAX_ENTRIES_BYTES });
  if (url === undefined) throw new Error("A store is in a directory or at a URL.");
  return redisStore({ url, namespace, ...(algorithm && { compression: { algorithm, fromBytes: 4096 } }) });
}

/** Milliseconds: where it is measured how long something takes, nothing is given up because it takes long. */
export const PATIENT_MS = 30_000;
