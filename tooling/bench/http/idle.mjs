import { setTimeout as wait } from "node:timers/promises";
import { cpuSeconds } from "./cpu-time.mjs";

/** Less processor time than `LEAST_MS` in `FOR_MS` is that of a process which waits. */
const FOR_MS = 500;
const LEAST_MS = 10;

/**
 * Waits until a server has done with what it was asked, so that those who are measured next do not pay for it.
 *
 * @param {{ pid: number | undefined }} server
 * @param {number} withinMs
 * @returns {Promise<boolean>} false when it has not by then.
 */
export async function becomesIdle({ pid = 0 }, withinMs) {
  const endMs = performance.now() + withinMs;
  let before = await cpuSeconds(pid);
  while (performance.now() < endMs) {
    await wait(FOR_MS);
    const now = await cpuSeconds(pid);
    // Of a process that is gone it is not a number.
    if (!((now - before) * 1000 > LEAST_MS)) return true;
    before = now;
  }
  return false;
}
