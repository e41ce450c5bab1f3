/**
 * Keeps the last lines that a process printed, for the message of an error.
 *
 * @param {import("node:child_process").ChildProcess} child
 * @param {{ lines?: number, echo?: (line: string) => void }} [options]
 */
export function captureOutput(child, { lines = 60, echo } = {}) {
  /** @type {string[]} */
  const kept = [];
  for (const stream of [child.stdout, child.stderr]) {
    if (stream === null) continue;
    let rest = "";
    stream.setEncoding("utf8");
    stream.on("data", (/** @type {string} */ chunk) => {
      const parts = (rest + chunk).split("\n");
      rest = parts.pop() ?? "";
      for (const line of parts) {
        kept.push(line);
        echo?.(line);
      }
      if (kept.length > lines) kept.splice(0, kept.length - lines);
    });
    stream.on("end", () => {
      if (rest !== "") kept.push(rest);
    });
  }
  return { tail: () => kept.join("\n") };
}
