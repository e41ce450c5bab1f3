import type { Server } from "../network.ts";
import type { Scheduler } from "../scheduler.ts";

/** One run of a server process. */
export interface ServerProcess extends Server {
  freeze(ms: number): void;
  die(): void;
}

export function createServerProcess(scheduler: Scheduler): ServerProcess {
  const dying: (() => void)[] = [];
  let frozenUntilMs = -1;
  let up = true;
  return {
    get up() {
      return up;
    },
    get frozen() {
      return frozenUntilMs > scheduler.nowMs;
    },
    thaw: (run) => void scheduler.at(frozenUntilMs - scheduler.nowMs, run),
    onDeath(run) {
      dying.push(run);
    },
    freeze(ms) {
      frozenUntilMs = Math.max(frozenUntilMs, scheduler.nowMs + ms);
    },
    die() {
      up = false;
      for (const run of dying.splice(0)) run();
    },
  };
}
