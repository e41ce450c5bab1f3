import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const script = fileURLToPath(new URL("wrk.lua", import.meta.url));
const run = promisify(execFile);

/**
 * @typedef {object} Load
 * @property {number} requests that were answered
 * @property {number} seconds
 * @property {number} errors of the connections, and answers that did not come
 * @property {number} wrong answers that were not 200 or showed another version
 * @property {string} example of a wrong one
 * @property {number} p50Us
 * @property {number} p99Us
 */

/**
 * Asks for one page for a while and looks at every answer.
 *
 * @param {{ url: string, version: number, seconds: number, connections: number, cpu: number | undefined }} options
 * @returns {Promise<Load>}
 */
export async function wrk({ url, version, seconds, connections, cpu }) {
  const args = ["--threads", "1", "--connections", String(connections), "--duration", `${seconds}s`];
  const command = ["wrk", ...args, "--timeout", "10s", "--script", script, url, "--", String(version)];
  const pinned = cpu === undefined ? command : ["taskset", "--cpu-list", String(cpu), ...command];
  const [file = "wrk", ...rest] = pinned;
  const { stdout } = await run(file, rest);
  return JSON.parse(stdout.trim().split("\n").at(-1) ?? "");
}
