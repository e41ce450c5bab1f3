import type { Line, Route, Server } from "./network.ts";
import type { ProcessClock } from "./process-clock.ts";
import type { SeededRandom } from "./random.ts";

/** Several connections of one process, so that what is sent one after the other may arrive in another order. */
export interface Pool<Target extends Server> {
  call<Result>(work: (server: Target) => Result | Promise<Result>): Promise<Result>;
}

export interface PoolOptions<Target extends Server> {
  readonly route: Route;
  readonly clock: ProcessClock;
  readonly random: SeededRandom;
  target(): Target;
  readonly lines: number;
  /** Milliseconds without an answer after which a connection is given up. */
  readonly silenceMs: number;
}

const CONNECT_MS = 1000;

export function createPool<Target extends Server>(options: PoolOptions<Target>): Pool<Target> {
  const { route, clock, random, target, silenceMs } = options;
  const lines: (Promise<Line<Target>> | undefined)[] = Array.from({ length: options.lines });

  function lineAt(index: number): Promise<Line<Target>> {
    const known = lines[index];
    if (known !== undefined) return known;
    const opening = route.open(clock, target, CONNECT_MS);
    lines[index] = opening;
    const forget = (): void => {
      if (lines[index] === opening) lines[index] = undefined;
    };
    opening.then((line) => line.onEnd(forget), forget);
    return opening;
  }

  return {
    async call(work) {
      const line = await lineAt(random.below(lines.length));
      const cancel = clock.schedule(silenceMs, () => line.destroy());
      try {
        return await line.send(work);
      } finally {
        cancel();
      }
    },
  };
}
