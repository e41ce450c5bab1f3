/** A line that follows a long run, on a terminal only. */
export function createProgress(
  stream: NodeJS.WriteStream,
  now: () => number,
): {
  readonly onFile: (done: number, total: number) => void;
  readonly clear: () => void;
} {
  const startedAt = now();
  let shownAt = startedAt;
  let shown = false;
  return {
    onFile: (done, total) => {
      if (!stream.isTTY || now() - startedAt < 500 || now() - shownAt < 100) return;
      shownAt = now();
      shown = true;
      stream.write(`\r${done} of ${total} files`);
    },
    clear: () => {
      if (shown) stream.write("\r\u001B[K");
    },
  };
}
