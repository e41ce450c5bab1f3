/**
 * The clock of one process. Everything in core that depends on time asks this port, so that a test or a simulation
 * can own time.
 */
export interface Clock {
  /**
   * Milliseconds, fractional, on the same monotonic clock that Next.js stamps entries with
   * (`performance.timeOrigin + performance.now()`, next@16.4.6 `server/use-cache/use-cache-wrapper.js`). Comparable
   * within one process only.
   */
  now(): number;
  /** Milliseconds of the wall clock. Only its jumps are looked at: a suspended machine stops the monotonic clock. */
  wall(): number;
  /**
   * Calls `run` once after `afterMs` milliseconds. The timer never keeps the process alive.
   *
   * @returns a function that cancels the call if it has not happened yet.
   */
  schedule(afterMs: number, run: () => void): () => void;
  /** Lets the event loop go round once. Absent: it does not, as where a test owns time. */
  turn?(): Promise<void>;
}

/** The real clock of this process. */
export const systemClock: Clock = {
  now: () => performance.timeOrigin + performance.now(),
  wall: () => Date.now(),
  schedule(afterMs, run) {
    const timer = setTimeout(run, afterMs);
    timer.unref?.();
    return () => clearTimeout(timer);
  },
  turn: () => new Promise((resolve) => setImmediate(resolve)),
};
