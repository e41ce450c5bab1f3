import { constants } from "node:fs";
import * as fs from "node:fs/promises";
import { readSized } from "./read-sized.ts";

/** The calls of the file system that the store makes. Tests count them and make them fail. */
export type Disk = Pick<
  typeof fs,
  "link" | "mkdir" | "open" | "readdir" | "readFile" | "rename" | "stat" | "statfs" | "unlink"
> & { readonly readSized: typeof readSized };

export const systemDisk: Disk = { ...fs, readSized };

/** @returns `undefined` when `call` rejects because the file or one of its folders does not exist. */
export async function unlessMissing<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (errorCode(error) === "ENOENT") return undefined;
    throw error;
  }
}

/** @returns the code of a failed system call, such as `ENOENT`. */
export function errorCode(error: unknown): string | undefined {
  return typeof error === "object" && error !== null && "code" in error ? String(error.code) : undefined;
}

/**
 * Only the user and the group of the process: what is cached is as private as the application's data, and whoever can
 * change it says what is served. A umask may take more away.
 */
export const DIRECTORY_MODE = 0o770;
export const FILE_MODE = 0o660;

/**
 * Of a file that is there. Somebody else may have put a link in its place, which is not followed, or a pipe, which would
 * keep a thread waiting for ever.
 */
export const READ_FLAGS: number = constants.O_RDONLY | nonBlocking();
export const READ_APPEND_FLAGS: number = constants.O_RDWR | constants.O_APPEND | nonBlocking();

/** Not every system has these. */
function nonBlocking(): number {
  const { O_NOFOLLOW, O_NONBLOCK } = constants as Partial<typeof constants>;
  return (O_NOFOLLOW ?? 0) | (O_NONBLOCK ?? 0);
}

/** Codes of a read or an open that say that something else is in the place of a file. */
const NOT_A_FILE: ReadonlySet<string | undefined> = new Set([
  "EISDIR",
  "ELOOP",
  "EMLINK",
  "ENXIO",
  "EAGAIN",
  "ENODEV",
  "ESPIPE",
]);

/** @returns true when `error` says that there is a directory, a link, a pipe or a device where a file was expected. */
export function isNoFile(error: unknown): boolean {
  return NOT_A_FILE.has(errorCode(error));
}
