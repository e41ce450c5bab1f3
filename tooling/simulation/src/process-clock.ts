import type { Clock } from "@tagledger/core";
import type { Scheduler } from "./scheduler.ts";

export interface ClockFaults {
  /** How far the clocks of this process are from true time at the beginning. */
  readonly skewMs: number;
  /** Local milliseconds for each true one; 1 is right. */
  readonly rate: number;
}

/** The clocks of one simulated process, wrong in their own way, and its timers. */
export interface ProcessClock extends Clock {
  /** Sets the wall clock, as an operator or a time server would. */
  step(ms: number): void;
  /** Nothing of the process happens for so long; with `suspended`, its monotonic clock stands still too. */
  pause(ms: number, suspended: boolean): void;
  /** Lets something happen in this process: not while it is paused, and never after its end. */
  after(trueMs: number, run: () => void): () => void;
  /** Nothing of this process happens any more. */
  end(): void;
  /** True when the monotonic clock has ever stood still. */
  readonly suspended: boolean;
  /** Timers that are set and have not run, by who set them. */
  readonly timers: number;
}

/** Between two looks at the clock at one moment: a processor takes some time for everything. */
const TICK_MS = 0.000_5;

export function createProcessClock(scheduler: Scheduler, { skewMs, rate }: ClockFaults): ProcessClock {
  const begunMs = scheduler.nowMs;
  let lastMs = -Infinity;
  let stoodStillMs = 0;
  let steppedMs = 0;
  let pausedUntilMs = -Infinity;
  let ended = false;
  let timers = 0;
  const elapsedMs = (): number => (scheduler.nowMs - begunMs - stoodStillMs) * rate;

  function after(trueMs: number, run: () => void): () => void {
    let cancel = scheduler.at(trueMs, due);
    function due(): void {
      if (ended) return;
      if (pausedUntilMs > scheduler.nowMs) cancel = scheduler.at(pausedUntilMs - scheduler.nowMs, due);
      else run();
    }
    return () => cancel();
  }

  return {
    now() {
      lastMs = Math.max(1_700_000_000_000 + skewMs + begunMs + elapsedMs(), lastMs + TICK_MS);
      return lastMs;
    },
    // The wall clock goes on while a machine sleeps.
    wall: () => 1_700_000_000_000 + skewMs + begunMs + elapsedMs() + stoodStillMs + steppedMs,
    schedule(afterMs, run) {
      timers++;
      let isSet = true;
      const unset = (): void => {
        if (isSet) timers--;
        isSet = false;
      };
      const cancel = after(afterMs / rate, () => {
        unset();
        run();
      });
      return () => {
        unset();
        cancel();
      };
    },
    step(ms) {
      steppedMs += ms;
    },
    pause(ms, suspended) {
      pausedUntilMs = Math.max(pausedUntilMs, scheduler.nowMs + ms);
      if (suspended) scheduler.at(ms, () => (stoodStillMs += ms));
    },
    after,
    end() {
      ended = true;
    },
    get suspended() {
      return stoodStillMs > 0;
    },
    get timers() {
      return timers;
    },
  };
}
