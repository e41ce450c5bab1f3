import { monitorEventLoopDelay } from "node:perf_hooks";

/**
 * @template Result
 * @param {() => Promise<Result>} run
 * @returns {Promise<{ result: Result, ms: number, pauseMs: number }>} how long it took, and for how long of that nothing
 * else could happen in this process at a time.
 */
export async function withLongestPause(run) {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  // It begins to count with its second tick.
  await new Promise((resolve) => setTimeout(resolve, 10));
  delay.reset();
  const begun = performance.now();
  const result = await run();
  const ms = performance.now() - begun;
  await new Promise((resolve) => setTimeout(resolve, 10));
  delay.disable();
  return { result, ms, pauseMs: delay.max / 1e6 };
}
