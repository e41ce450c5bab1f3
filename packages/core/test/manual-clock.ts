import type { Clock } from "../src/clock.ts";

export interface ManualClock extends Clock {
  /** Moves time forward, and runs what is due on the way in its order. */
  advance(ms: number): Promise<void>;
  /**
   * Moves time forward at once, as for a process that was busy: it runs the timers that are due, then reads what has
   * arrived, and only then runs the timers that were set meanwhile.
   */
  stall(ms: number, arrived: () => void): Promise<void>;
}

/** A clock that stands still until it is moved. */
export function manualClock(startMs = 1_000_000): ManualClock {
  let nowMs = startMs;
  let timers: { atMs: number; run: () => void }[] = [];

  async function runUntil(untilMs: number): Promise<void> {
    for (;;) {
      await turns();
      const [next] = timers.filter(({ atMs }) => atMs <= untilMs).toSorted((a, b) => a.atMs - b.atMs);
      if (next === undefined) return;
      nowMs = Math.max(nowMs, next.atMs);
      timers = timers.filter((other) => other !== next);
      next.run();
    }
  }

  return {
    now: () => nowMs,
    wall: () => nowMs,
    schedule(afterMs, run) {
      const timer = { atMs: nowMs + afterMs, run };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
    async advance(ms) {
      const untilMs = nowMs + ms;
      await runUntil(untilMs);
      nowMs = untilMs;
      await turns();
    },
    async stall(ms, arrived) {
      nowMs += ms;
      const due = timers.filter(({ atMs }) => atMs <= nowMs).toSorted((a, b) => a.atMs - b.atMs);
      timers = timers.filter((timer) => !due.includes(timer));
      for (const { run } of due) run();
      arrived();
      await runUntil(nowMs);
    },
  };
}

/** Lets everything that is ready run. */
export async function turns(count = 50): Promise<void> {
  for (let turn = 0; turn < count; turn++) await Promise.resolve();
}
