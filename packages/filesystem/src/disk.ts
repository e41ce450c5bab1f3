import { readFile } from "node:fs";
import * as fs from "node:fs/promises";
import { promisify } from "node:util";

/** The calls of the file system that the store makes. Tests count them and make them fail. */
export type Disk = Pick<
  typeof fs,
  "link" | "mkdir" | "open" | "readdir" | "readFile" | "rename" | "stat" | "statfs" | "unlink"
>;

/** Node's `readFile` with a callback takes an eighth less processor time than the one of `fs/promises` (20.20). */
export const systemDisk: Disk = { ...fs, readFile: promisify(readFile) as Disk["readFile"] };

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
