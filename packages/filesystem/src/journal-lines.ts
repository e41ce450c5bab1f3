import type { Journal } from "./journal.ts";

const CHUNK_BYTES = 1 << 20;

/** Lines that are finished and not empty, with the offset of their end, the newline included. */
export async function* readLines(
  journal: Journal,
  start: number,
  size: number,
): AsyncGenerator<{ readonly line: string; readonly end: number }> {
  let rest = "";
  let offset = start;
  while (offset < size) {
    const length = Math.min(CHUNK_BYTES, size - offset);
    const { buffer, bytesRead } = await journal.handle.read(Buffer.allocUnsafe(length), 0, length, offset);
    // Shortened since its size was asked for: what is left unread is missed now and found to be rewound next time.
    if (bytesRead === 0) return;
    let end = offset - rest.length;
    offset += bytesRead;
    const lines = (rest + buffer.toString("latin1", 0, bytesRead)).split("\n");
    rest = lines.pop() as string;
    for (const line of lines) {
      end += line.length + 1;
      if (line !== "") yield { line, end };
    }
  }
}
