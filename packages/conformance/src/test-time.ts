import { setImmediate as turn, setTimeout as sleep } from "node:timers/promises";
import type { Clock } from "@tagledger/core";

/** Time as a test controls it, for every process and store of the test. */
export interface TestTime {
  /**
   * The clock of one process.
   *
   * @param skewMs how much it is off from what other processes and the store believe.
   */
  clock(skewMs?: number): Clock;
  /** Lets time pass. */
  pass(ms: number): Promise<void>;
  /** How far two readings of one moment may be apart. */
  readonly toleranceMs: number;
  /** Milliseconds that a claim may well let pass without slowing the suite down. */
  readonly momentMs: number;
}

interface Timer {
  readonly dueMs: number;
  readonly run: () => void;
}

/**
 * Time that stands still for timers until it is told to pass; what a claim waits for costs nothing.
 *
 * @param work resolves when the store has done what it was asked for; by default a store needs nothing but its turns.
 */
export function manualTime(work: () => Promise<unknown> = turns): TestTime {
  let passedMs = 0;
  const timers = new Set<Timer>();

  function nextDue(untilMs: number): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of timers)
      if (timer.dueMs <= untilMs && (next === undefined || timer.dueMs < next.dueMs)) next = timer;
    return next;
  }

  return {
    toleranceMs: 1000,
    momentMs: 3_600_000,
    clock(skewMs = 0) {
      let lastMs = -Infinity;
      return {
        now() {
          // Two events of one process never share a moment here; where they do is a claim of its own.
          lastMs = Math.max(performance.timeOrigin + performance.now() + passedMs + skewMs, lastMs + 0.001);
          return lastMs;
        },
        wall: () => Date.now() + passedMs + skewMs,
        schedule(afterMs, run) {
          const timer = { dueMs: passedMs + afterMs, run };
          timers.add(timer);
          return () => timers.delete(timer);
        },
      };
    },
    async pass(ms) {
      const untilMs = passedMs + ms;
      await work();
      for (let timer = nextDue(untilMs); timer !== undefined; timer = nextDue(untilMs)) {
        passedMs = Math.max(passedMs, timer.dueMs);
        timers.delete(timer);
        timer.run();
        await work();
      }
      passedMs = Math.max(passedMs, untilMs);
      await turns();
    },
  };
}

/** The time of this machine, for stores that live outside of the process. */
export function realTime(toleranceMs = 60): TestTime {
  return {
    toleranceMs,
    momentMs: 300,
    clock: (skewMs = 0) => ({
      now: () => performance.timeOrigin + performance.now() + skewMs,
      wall: () => Date.now() + skewMs,
      schedule(afterMs, run) {
        const timer = setTimeout(run, afterMs);
        timer.unref();
        return () => clearTimeout(timer);
      },
    }),
    pass: (ms) => sleep(ms),
  };
}

/** Lets everything happen that only waits for its turn. */
export async function turns(count = 8): Promise<void> {
  for (let index = 0; index < count; index++) await turn();
}

/** Passes time until a promise has settled, for `withinMs` milliseconds at the most. Rejects when it has not by then. */
export async function settles<Result>(time: TestTime, withinMs: number, promise: Promise<Result>): Promise<Result> {
  let settled = false;
  const mark = (): void => {
    settled = true;
  };
  promise.then(mark, mark);
  await turns();
  const steps = 20;
  for (let step = 0; step < steps && !settled; step++) await time.pass(withinMs / steps);
  // What waits for the disk has its own time.
  for (let wait = 0; wait < 400 && !settled; wait++) await sleep(5);
  if (!settled) throw new Error(`Not settled within ${withinMs} ms.`);
  return promise;
}
