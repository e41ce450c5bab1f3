import { execFile } from "node:child_process";
import { promisify } from "node:util";

/**
 * Keeps a process and all its threads on one core (Linux).
 *
 * @param {number | undefined} pid
 * @param {number} cpu
 */
export async function pin(pid, cpu) {
  await promisify(execFile)("taskset", ["--all-tasks", "--cpu-list", "--pid", String(cpu), String(pid)]);
}
