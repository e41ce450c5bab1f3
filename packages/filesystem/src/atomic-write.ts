import { dirname, join } from "node:path";
import { DIRECTORY_MODE, type Disk, errorCode, FILE_MODE } from "./disk.ts";

/** The folder may be removed at any moment; twice in one write is not an accident any more. */
const MAX_ATTEMPTS = 3;

/**
 * Puts bytes in the place of a file, so that a reader sees all of the old ones or all of the new ones. The folder is
 * made when it is missing. Nothing is synced: what a power loss can do to a file, the caller must be able to recognise.
 */
export async function replaceFile(disk: Disk, path: string, temporaryName: string, bytes: Uint8Array): Promise<void> {
  const folder = dirname(path);
  const temporary = join(folder, temporaryName);
  for (let attempt = 1; ; attempt++) {
    try {
      await writeNewFile(disk, temporary, bytes);
      await disk.rename(temporary, path);
      return;
    } catch (error) {
      // A process that dies before this line leaves the file to the sweep.
      await disk.unlink(temporary).catch(() => {});
      if (errorCode(error) !== "ENOENT" || attempt === MAX_ATTEMPTS) throw error;
      await disk.mkdir(folder, { recursive: true, mode: DIRECTORY_MODE });
    }
  }
}

async function writeNewFile(disk: Disk, path: string, bytes: Uint8Array): Promise<void> {
  const handle = await disk.open(path, "wx", FILE_MODE);
  try {
    await handle.writeFile(bytes);
  } finally {
    await handle.close();
  }
}
