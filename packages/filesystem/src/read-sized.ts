import { close, fstat, open, read, readFile } from "node:fs";
import { promisify } from "node:util";

const openFile = promisify(open);
const readInto = promisify(read);
const statFile = promisify(fstat);
const readWhole = promisify(readFile);

/** What is read before the size is known: few entries are larger. */
const START_BYTES = 512 * 1024;

/** As many as libuv has threads by default: more reads at once than that wait for each other in any case. */
const MOST_STARTS = 4;

/** Where files begin to be read; made when they are needed, and kept. */
const idle: Buffer[] = [];
let made = 0;

/**
 * Reads a file whose beginning says how large it is.
 *
 * Each call of the file system waits for a thread, which is most of what it takes to read a small file. Node's `readFile`
 * waits for four (open, fstat, read, close; 20.20), and this, unless many read at once, for two.
 *
 * @param flags as for `open`.
 * @param sizeOf is given the first bytes, which it must not keep, and returns how many bytes the whole file has, or
 * `undefined` when it is of no use.
 * @returns `undefined` when the file is of no use or is not as large as it says.
 */
export async function readSized(
  path: string,
  flags: number,
  sizeOf: (start: Buffer) => number | undefined,
): Promise<Buffer | undefined> {
  const start = takeStart();
  if (start === undefined) {
    const bytes = await readWhole(path, { flag: flags as never });
    return sizeOf(bytes) === bytes.length ? bytes : undefined;
  }
  try {
    return await readFrom(start, await openFile(path, flags), sizeOf);
  } finally {
    idle.push(start);
  }
}

function takeStart(): Buffer | undefined {
  if (idle.length > 0 || made === MOST_STARTS) return idle.pop();
  made++;
  return Buffer.allocUnsafeSlow(START_BYTES);
}

async function readFrom(
  start: Buffer,
  file: number,
  sizeOf: (start: Buffer) => number | undefined,
): Promise<Buffer | undefined> {
  try {
    const { bytesRead } = await readInto(file, start, 0, START_BYTES, 0);
    const size = sizeOf(start.subarray(0, bytesRead));
    if (size === undefined) return undefined;
    // Nobody is believed who says that there is more.
    const isWhole = size === bytesRead && bytesRead < START_BYTES;
    if (!isWhole && (await statFile(file)).size !== size) return undefined;
    const bytes = Buffer.allocUnsafeSlow(size);
    start.copy(bytes, 0, 0, bytesRead);
    for (let at = bytesRead; at < size;) {
      const { bytesRead: more } = await readInto(file, bytes, at, size - at, at);
      if (more === 0) return undefined;
      at += more;
    }
    return bytes;
  } finally {
    // Nobody waits for it, and nothing depends on it: the file was only read.
    close(file, () => {});
  }
}
