import { subscribe } from "node:diagnostics_channel";

/**
 * Prints each kind of problem once for each process: an operator who subscribes to nothing must still see it, and one
 * who has a thousand damaged entries need not see it a thousand times.
 */
export function logProblems(): void {
  const printed = new Set<string>();
  subscribe("tagledger:problem", (message) => {
    const { code, message: text, cause } = message as { code: string; message: string; cause?: unknown };
    if (printed.has(code)) return;
    printed.add(code);
    const reason = cause instanceof Error ? ` (${cause.message})` : "";
    process.emitWarning(`${text}${reason}`, {
      type: "TagledgerWarning",
      code,
      detail: `Further ones of this kind are not printed. See docs/errors/${code}.md`,
    });
  });
}
