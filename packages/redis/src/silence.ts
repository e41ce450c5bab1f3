import type { Clock } from "@tagledger/core";

/** Notices that what was sent is not answered any more. */
export interface Silence {
  sent(): void;
  answered(): void;
  /** Nothing that was sent is waited for any longer. */
  reset(): void;
}

/**
 * A peer that is gone without a word, or frozen, would otherwise hold a connection for many minutes. There is one timer,
 * and not one for each command: these are thousands a second.
 *
 * @param silenceMs milliseconds without any answer while there is something to answer.
 * @param onSilence called once; counting begins anew with `reset`.
 */
export function createSilence(clock: Clock, silenceMs: number, onSilence: () => void): Silence {
  let unanswered = 0;
  let sinceMs = 0;
  let cancel: (() => void) | undefined;

  function watch(afterMs: number): void {
    const cancelled = clock.schedule(afterMs, () => {
      // A process that was busy for so long finds the answers before its next timers.
      clock.schedule(0, () => {
        if (cancel !== cancelled) return;
        cancel = undefined;
        if (unanswered === 0) return;
        const leftMs = sinceMs + silenceMs - clock.now();
        if (leftMs > 0) watch(leftMs);
        else onSilence();
      });
    });
    cancel = cancelled;
  }

  return {
    sent() {
      if (unanswered++ > 0) return;
      sinceMs = clock.now();
      if (cancel === undefined) watch(silenceMs);
    },
    answered() {
      unanswered--;
      sinceMs = clock.now();
    },
    reset() {
      cancel?.();
      cancel = undefined;
      unanswered = 0;
    },
  };
}
