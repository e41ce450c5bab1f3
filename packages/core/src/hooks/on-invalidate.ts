import { listen } from "../channels.ts";
import { outside } from "../outside.ts";
import { processWide } from "../process-wide.ts";
import { type Batch, createBatchQueue } from "./batch-queue.ts";
import { createDelivery, type DeliveryOptions } from "./delivery.ts";

/** What was invalidated since the call before. */
export interface InvalidatedBatch extends Batch {
  /** `soft`: the old may still be served while the new is made. */
  readonly kind: "hard" | "soft";
  /** As they were given to `updateTag`, `revalidateTag` and `invalidate`, each once. */
  readonly tags: readonly string[];
  /**
   * As they were given to `revalidatePath` and `invalidatePath`, each once; with `/page` or `/layout` at the end where
   * that was given too.
   */
  readonly paths: readonly string[];
  /** True when there were too many to be remembered: whatever might be old must go. There are no tags and paths then. */
  readonly everything: boolean;
  /** 1 for the first time that this batch is handed out. */
  readonly attempt: number;
  /** Aborts when the time is over, after which this attempt counts as failed. */
  readonly signal: AbortSignal;
}

/** Throws, or rejects, what is to be tried again. */
export type InvalidateHook = (batch: InvalidatedBatch) => unknown;

export interface OnInvalidateOptions extends Partial<DeliveryOptions> {
  /** Tells hooks of one process apart, also in events. One of the same name takes the place of the one before. */
  readonly name?: string;
  /** How many tags and paths are handed out at once. Default 100. */
  readonly maxBatch?: number;
  /** How many may wait. When there are more, all are replaced by one batch of `everything`. Default 10 000. */
  readonly maxQueued?: number;
}

export interface Registration {
  /**
   * Hands out what waits now, without waiting for more or for the next attempt; for the end of a process.
   *
   * @returns true when nothing is left. Never rejects.
   */
  flush(): Promise<boolean>;
  /** Hears of no more invalidations. What waits is still handed out. */
  stop(): void;
}

/**
 * Calls `hook` with what was invalidated, when the ledger has it: by `updateTag`, `revalidateTag` and `revalidatePath`, by
 * `invalidate` and through the webhook. Invalidations never wait for it, nor fail by it.
 *
 * Each invalidation is handed out by the instance that recorded it and by no other one, at least once as long as that
 * instance lives: what waits in an instance that dies is lost.
 */
export function onInvalidate(hook: InvalidateHook, options: OnInvalidateOptions = {}): Registration {
  const { name = "default", maxBatch = 100, maxQueued = 10_000 } = options;
  const queue = createBatchQueue({ maxBatch, maxQueued });
  const delivery = createDelivery(name, hook, queue, options);
  const end = listen("tagledger:invalidate", (event) => {
    if (!event.recorded) return;
    const lost = queue.add(event);
    outside(() => delivery.wake(lost));
  });
  const registered = processWide(`hook:${name}`, () => ({ stop: (): void => {} }));
  registered.stop();
  registered.stop = end;
  return { flush: delivery.flush, stop: end };
}
