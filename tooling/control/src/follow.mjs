import { open } from "node:fs/promises";

/** A file that nobody trims grows by some megabytes an hour. */
const TRIM_BYTES = 16 * 1024 * 1024;

/**
 * Gives what was appended to a file of JSON lines since the last call. A file that has become long is emptied when all
 * of it was read; its writers append, so they do not notice.
 *
 * @param {string} file
 */
export function follow(file) {
  let offset = 0;
  let rest = "";

  /** @returns {Promise<import("@tagledger/fleet").FleetEvent[]>} */
  return async function next() {
    const handle = await open(file, "r+").catch(() => undefined);
    if (handle === undefined) return [];
    try {
      const { size } = await handle.stat();
      if (size < offset) [offset, rest] = [0, ""];
      if (size === offset) return [];
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(size - offset), 0, size - offset, offset);
      offset += bytesRead;
      if (offset >= TRIM_BYTES) {
        await handle.truncate(0);
        offset = 0;
      }
      const lines = (rest + buffer.toString("utf8", 0, bytesRead)).split("\n");
      rest = lines.pop() ?? "";
      return lines.flatMap(parse);
    } finally {
      await handle.close();
    }
  };
}

/**
 * @param {string} line
 * @returns {import("@tagledger/fleet").FleetEvent[]} nothing for what a killed process left half written
 */
function parse(line) {
  try {
    return [JSON.parse(line)];
  } catch {
    return [];
  }
}
