import type { Clock } from "./clock.ts";

/** Two looks at once: the monotonic clock and the wall clock, in milliseconds. */
export interface Moment {
  readonly nowMs: number;
  readonly wallMs: number;
}

/** Notices that time may have passed of which the monotonic clock, and so every timer and deadline, knows nothing. */
export interface Suspension {
  /** Looks at the clocks. */
  look(): Moment;
  /** @returns true when, since the deadlines were told, there was a suspension, or a change of the clock that can hide one. */
  isPossible(): boolean;
  /** Everything that has a deadline was told anew to somebody who asked at this moment. */
  told(moment: Moment): void;
}

/** The clocks of a machine that runs do not come apart by as much between two times at which all deadlines are told. */
const APART_MS = 1000;

/**
 * The monotonic clock stands still while a machine is suspended, and the wall clock does not. It can also be set, back by
 * as much as well: so it counts how far the two have ever been apart, and not how far they are.
 */
export function createSuspension(clock: Clock): Suspension {
  let leastAheadMs = Infinity;
  let mostAheadMs = -Infinity;
  return {
    look() {
      const moment = { nowMs: clock.now(), wallMs: clock.wall() };
      const aheadMs = moment.wallMs - moment.nowMs;
      leastAheadMs = Math.min(leastAheadMs, aheadMs);
      mostAheadMs = Math.max(mostAheadMs, aheadMs);
      return moment;
    },
    isPossible: () => mostAheadMs - leastAheadMs > APART_MS,
    told({ nowMs, wallMs }) {
      leastAheadMs = mostAheadMs = wallMs - nowMs;
    },
  };
}
