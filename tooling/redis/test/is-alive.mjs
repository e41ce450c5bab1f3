import { existsSync, readFileSync } from "node:fs";

/**
 * A process that has ended but that nobody has asked about yet is not alive: an orphan may stay so for seconds.
 *
 * @param {number | undefined} pid
 * @returns {boolean}
 */
export function isAlive(pid) {
  if (pid === undefined) throw new Error("no process id");
  try {
    process.kill(pid, 0);
    return !existsSync("/proc/self/stat") || !/\) Z/.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}
