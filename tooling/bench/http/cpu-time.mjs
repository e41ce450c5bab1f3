import { readFile } from "node:fs/promises";

/** What the kernel counts processor time in; 100 on every Linux that Node.js runs on. */
const TICKS_PER_SECOND = 100;

/**
 * @param {number} pid
 * @returns {Promise<number>} the seconds of processor time that a process has used; NaN where there is no /proc.
 */
export async function cpuSeconds(pid) {
  try {
    // The name of the process is in parentheses and may contain spaces.
    const fields = (await readFile(`/proc/${pid}/stat`, "utf8")).split(") ")[1]?.split(" ") ?? [];
    return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
  } catch {
    return Number.NaN;
  }
}
