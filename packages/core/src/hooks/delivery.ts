import { type Events, publish } from "../channels.ts";
import { type Clock, systemClock } from "../clock.ts";
import { type Random, systemRandom } from "../random.ts";
import type { Batch, BatchQueue } from "./batch-queue.ts";

export interface DeliveryOptions {
  /** Milliseconds to wait for more before a batch is handed out. Default 100. */
  readonly batchMs: number;
  /** Milliseconds that an attempt may take. Default 10 000. */
  readonly timeoutMs: number;
  /** Milliseconds until the second attempt, twice as many until each later one. Default 1000. */
  readonly retryMs: number;
  /** The longest of these pauses. Default 60 000. */
  readonly maxRetryMs: number;
  /** How often a batch is tried before it is dropped. Default 20, which is about a quarter of an hour. */
  readonly maxAttempts: number;
  readonly clock: Clock;
  readonly random: Random;
}

/** Hands out one batch after the other, each until that succeeds. */
export interface Delivery {
  /** @param lost how many names did not fit into the queue. */
  wake(lost: number): void;
  flush(): Promise<boolean>;
}

type Hook = (batch: Batch & { readonly attempt: number; readonly signal: AbortSignal }) => unknown;

export function createDelivery(
  name: string,
  hook: Hook,
  queue: BatchQueue,
  {
    batchMs = 100,
    timeoutMs = 10_000,
    retryMs = 1000,
    maxRetryMs = 60_000,
    maxAttempts = 20,
    clock = systemClock,
    random = systemRandom,
  }: Partial<DeliveryOptions>,
): Delivery {
  let current: { readonly batch: Batch; attempt: number } | undefined;
  let running: Promise<void> | undefined;
  let cancelTimer: (() => void) | undefined;

  /** @returns when the attempt is over, however it went. */
  function run(): Promise<void> {
    running ??= attempt().finally(() => {
      running = undefined;
      if (current !== undefined) scheduleIn(pauseAfter(current.attempt));
      else if (!queue.isEmpty) scheduleIn(0);
    });
    return running;
  }

  async function attempt(): Promise<void> {
    cancelTimer?.();
    cancelTimer = undefined;
    if (current === undefined) {
      const batch = queue.take();
      if (batch === undefined) return;
      current = { batch, attempt: 0 };
    }
    current.attempt++;
    const { batch, attempt: count } = current;
    const begunMs = clock.now();
    const tell = (outcome: Events["tagledger:hook"]["outcome"], cause?: unknown): void =>
      publish("tagledger:hook", () => ({
        hook: name,
        outcome,
        count: batch.tags.length + batch.paths.length,
        attempt: count,
        durationMs: clock.now() - begunMs,
        ...(cause !== undefined && { cause }),
      }));
    try {
      await within((signal) => hook({ ...batch, attempt: count, signal }));
      current = undefined;
      tell("done");
    } catch (cause) {
      const isLast = count >= maxAttempts;
      if (isLast) current = undefined;
      tell(isLast ? "dropped" : "failed", cause);
    }
  }

  /** A hook that hangs must not keep the others waiting. */
  function within(call: (signal: AbortSignal) => unknown): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const controller = new AbortController();
      const cancel = clock.schedule(timeoutMs, () => {
        const late = new Error(`The hook ${name} took longer than ${timeoutMs} ms.`);
        controller.abort(late);
        reject(late);
      });
      void Promise.resolve()
        .then(() => call(controller.signal))
        .finally(cancel)
        .then(resolve, reject);
    });
  }

  /** Grows, and differs between instances, which may all have failed at the same moment. */
  function pauseAfter(attempts: number): number {
    const longestMs = Math.min(maxRetryMs, retryMs * 2 ** (attempts - 1));
    return longestMs * (0.5 + Number.parseInt(random.hex(2), 16) / 0x20000);
  }

  function scheduleIn(ms: number): void {
    cancelTimer ??= clock.schedule(ms, () => {
      cancelTimer = undefined;
      void run();
    });
  }

  return {
    wake(lost) {
      if (lost > 0) {
        publish("tagledger:hook", () => ({ hook: name, outcome: "dropped", count: lost, attempt: 0, durationMs: 0 }));
      }
      if (running === undefined) scheduleIn(batchMs);
    },
    async flush() {
      await running;
      while (current !== undefined || !queue.isEmpty) {
        await run();
        // It failed: whoever flushes has no time for another attempt.
        if (current !== undefined) return false;
      }
      return true;
    },
  };
}
