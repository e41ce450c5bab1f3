import { chmodSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/**
 * Replaces a text by another one, whole or not at all.
 *
 * @returns why it was not done.
 */
export function write(file: string, before: string, after: string): string | undefined {
  const next = join(dirname(file), `.${basename(file)}.${process.pid}.tmp`);
  try {
    const { mode } = statSync(file);
    // A rename asks only for the directory; and root may write everything.
    if ((mode & 0o222) === 0) return "is read-only; it was left as it is";
    if (readFileSync(file, "utf8") !== before) return "was changed by somebody else meanwhile; run this again";
    writeFileSync(next, after, { mode, flag: "wx" });
    // What it was created with is less what the umask takes.
    chmodSync(next, mode & 0o7777);
    renameSync(next, file);
    return undefined;
  } catch (error) {
    rmSync(next, { force: true });
    return `cannot be written (${(error as NodeJS.ErrnoException).code ?? String(error)}); it was left as it is`;
  }
}
