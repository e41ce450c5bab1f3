import { readFileSync } from "node:fs";

/**
 * What a handler reported on one of its `node:diagnostics_channel` channels. `at` is in milliseconds on the monotonic
 * clock of the machine (`process.hrtime`), so that events of several instances have one order.
 *
 * @typedef {{ channel: string, instance: string, at: number, message: Record<string, unknown> }} FleetEvent
 */

/**
 * @param {string} file
 * @returns {FleetEvent[]} in the order in which that instance reported them; empty when it has not started yet
 */
export function readEvents(file) {
  let text;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    return [];
  }
  // The last line of a process that was killed inside a write may be cut off.
  const lines = text.slice(0, text.lastIndexOf("\n") + 1).split("\n");
  return lines.filter((line) => line !== "").map((line) => /** @type {FleetEvent} */ (JSON.parse(line)));
}
