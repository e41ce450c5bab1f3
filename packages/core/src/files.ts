import { mkdir, readFile, readdir, stat, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

/** How core reads the output of `next build`, and writes the one file that it adds to it. */
export interface Files {
  /**
   * @returns `undefined` when there is no such file.
   * @throws when there is one and it cannot be read.
   */
  read(path: string): Promise<Buffer | undefined>;
  /** @returns the names in a folder; none when there is no such folder. */
  list(path: string): Promise<readonly string[]>;
  /** @returns milliseconds of the wall clock; `undefined` when there is no such file. */
  modifiedAt(path: string): Promise<number | undefined>;
  write(path: string, content: string): Promise<void>;
}

export const systemFiles: Files = {
  read: (path) =>
    readFile(path).catch((error: unknown) => {
      if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR")) {
        return undefined;
      }
      throw error;
    }),
  list: (path) => readdir(path).catch(() => []),
  modifiedAt: (path) =>
    stat(path).then(
      ({ mtimeMs }) => mtimeMs,
      () => undefined,
    ),
  async write(path, content) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
  },
};
