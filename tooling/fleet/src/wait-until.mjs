import { setTimeout as sleep } from "node:timers/promises";

/**
 * Asks again and again until the answer is neither `undefined`, `null` nor `false`, and gives that answer.
 *
 * @template T
 * @param {() => T | Promise<T>} ask
 * @param {{ timeoutMs?: number, everyMs?: number, what?: string | (() => string) }} [options] `what` names the thing in the error
 * @returns {Promise<Exclude<T, undefined | null | false>>}
 */
export async function waitUntil(ask, { timeoutMs = 10_000, everyMs = 10, what = "the condition" } = {}) {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== null && answer !== false) {
      return /** @type {Exclude<T, undefined | null | false>} */ (answer);
    }
    if (performance.now() >= deadline) {
      throw new Error(`${typeof what === "string" ? what : what()} did not come true within ${timeoutMs} ms`);
    }
    await sleep(everyMs);
  }
}
