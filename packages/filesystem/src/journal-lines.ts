import type { Journal } from "./journal.ts";

/** As much as is decoded in a few milliseconds: between two chunks the process does something else. */
const CHUNK_BYTES = 1 << 18;

/** More than any record has. What is longer is handed out as it is, so that a damaged file has an end. */
const MAX_LINE_BYTES = 1 << 28;

/** Lines that are finished and not empty, with the offset of their end, the newline included. */
export async function* readLines(
  journal: Journal,
  start: number,
  size: number,
): AsyncGenerator<{ readonly line: string; readonly end: number }> {
  // Not one string: to look for newlines in it again and again takes forever where there are none.
  let rest: string[] = [];
  let restBytes = 0;
  let offset = start;
  while (offset < size) {
    const length = Math.min(CHUNK_BYTES, size - offset);
    const { buffer, bytesRead } = await journal.handle.read(Buffer.allocUnsafe(length), 0, length, offset);
    // Shortened since its size was asked for: what is left unread is missed now and found to be rewound next time.
    if (bytesRead === 0) return;
    let end = offset - restBytes;
    offset += bytesRead;
    const [first = "", ...others] = buffer.toString("latin1", 0, bytesRead).split("\n");
    rest.push(first);
    restBytes += first.length;
    for (const next of others) {
      const line = rest.join("");
      end += line.length + 1;
      if (line !== "") yield { line, end };
      rest = [next];
      restBytes = next.length;
    }
    if (restBytes <= MAX_LINE_BYTES) continue;
    yield { line: rest.join(""), end: offset };
    rest = [];
    restBytes = 0;
  }
}
