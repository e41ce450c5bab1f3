import { publish } from "./channels.ts";
import type { Clock } from "./clock.ts";
import { TagledgerError } from "./errors.ts";

export interface GuardOptions {
  /** Milliseconds after which a call counts as failed. What it later answers is dropped. */
  readonly deadlineMs: number;
  /** Milliseconds between two attempts to reach a store that failed. */
  readonly retryAfterMs: number;
}

/** The one path to the store: a deadline and a circuit breaker around every call. */
export interface Guard {
  /**
   * @param operation a short name for events.
   * @throws TL-STORE-DEADLINE after the deadline, TL-STORE-UNAVAILABLE at once while the breaker is open, else whatever
   * `call` rejects with.
   */
  run<Result>(operation: string, call: () => Promise<Result>): Promise<Result>;
  /** True while calls fail at once. */
  readonly open: boolean;
  /** Stops trying to reach the store. */
  close(): void;
}

/** Failures in a row, other than missed deadlines, after which the store counts as unreachable. */
const MAX_FAILURES = 5;

/**
 * A missed deadline opens the breaker at once, so that a store that hangs costs a request one deadline. While it is
 * open, `probe` is called in the background, so that no request pays for finding out that the store is back.
 */
export function createGuard(clock: Clock, options: GuardOptions, probe: () => Promise<unknown>): Guard {
  let failures = 0;
  let open = false;
  let closed = false;
  let cancelProbe: (() => void) | undefined;

  function within<Result>(call: () => Promise<Result>): Promise<Result> {
    return new Promise<Result>((resolve, reject) => {
      const miss = (): void => reject(new TagledgerError("TL-STORE-DEADLINE", `Waited ${options.deadlineMs} ms.`));
      // Node.js runs the timers that are due before it reads from its sockets: a process that was busy or stopped reads
      // the answers that have long been there before its next timers.
      let cancel = clock.schedule(options.deadlineMs, () => {
        cancel = clock.schedule(0, miss);
      });
      call().then(
        (result) => {
          cancel();
          resolve(result);
        },
        (error: unknown) => {
          cancel();
          reject(error instanceof Error ? error : new Error(String(error)));
        },
      );
    });
  }

  function fail(operation: string, cause: unknown): void {
    failures++;
    const late = cause instanceof TagledgerError && cause.code === "TL-STORE-DEADLINE";
    publish("tagledger:guard", () => ({ operation, outcome: late ? "deadline" : "failed", cause }));
    // What a store says by a code of its own does not go away by itself.
    if (cause instanceof TagledgerError && !late) {
      publish("tagledger:problem", () => ({ code: cause.code, message: cause.message, cause: cause.cause }));
    }
    if (open || (!late && failures < MAX_FAILURES)) return;
    open = true;
    publish("tagledger:guard", () => ({ operation, outcome: "opened" }));
    const message = "Nothing is served from the cache, and nothing stored, until it answers again.";
    publish("tagledger:problem", () => ({ code: "TL-STORE-UNAVAILABLE", message, cause }));
    scheduleProbe();
  }

  function scheduleProbe(): void {
    if (closed) return;
    cancelProbe = clock.schedule(options.retryAfterMs, () => {
      within(async () => probe()).then(succeed, (cause: unknown) => {
        publish("tagledger:guard", () => ({ operation: "probe", outcome: "failed", cause }));
        scheduleProbe();
      });
    });
  }

  function succeed(): void {
    failures = 0;
    if (!open) return;
    open = false;
    publish("tagledger:guard", () => ({ operation: "probe", outcome: "closed" }));
  }

  return {
    get open() {
      return open;
    },
    async run(operation, call) {
      if (open) throw new TagledgerError("TL-STORE-UNAVAILABLE");
      try {
        const result = await within(async () => call());
        failures = 0;
        return result;
      } catch (cause) {
        fail(operation, cause);
        throw cause;
      }
    },
    close() {
      closed = true;
      cancelProbe?.();
    },
  };
}
