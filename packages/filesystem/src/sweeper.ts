import type { Random } from "@tagledger/core";
import { replaceFile } from "./atomic-write.ts";
import { isNoFile, READ_FLAGS, unlessMissing } from "./disk.ts";
import { sweep, type SweepContext, type SweepReport } from "./sweep.ts";
import { createTemporaryName } from "./temporary-name.ts";

const INTERVAL_MS = 300_000;
const FIRST_AFTER_MS = 30_000;
/** No two sweeps begin within this time, however much is written. */
const LEAST_INTERVAL_MS = 10_000;
/** A part of the limit; after writing this much, a process does not wait for the interval to end. */
const EARLY_AFTER = 1 / 16;
/** A sweep in the background works for this part of the time. */
const DUTY = 0.2;

/** Sweeps from time to time. Of the processes that share a directory, roughly one does so. */
export interface Sweeper {
  /** Sweeps at once, whoever else does. */
  sweep(): Promise<SweepReport>;
  /** Tells that entries were written. The first call starts the timer. */
  onWritten(bytes: number): void;
  close(): void;
}

type Options = Omit<SweepContext, "pause" | "isStopped"> & { readonly random: Random };

interface Claim {
  readonly bootId: string;
  readonly startedAtMs: number;
}

export function createSweeper(options: Options): Sweeper {
  const { disk, layout, time, random, maxEntriesBytes } = options;
  let isStopped = false;
  let isSweeping = false;
  let writtenBytes = 0;
  let timer: NodeJS.Timeout | undefined;

  function wakeAfter(delayMs: number, wake: () => void): NodeJS.Timeout {
    return setTimeout(wake, delayMs).unref();
  }

  const isEarly = (): boolean => writtenBytes > maxEntriesBytes * EARLY_AFTER;

  async function readClaim(): Promise<Claim | undefined> {
    try {
      const bytes = await unlessMissing(disk.readFile(layout.sweepClaim, { flag: READ_FLAGS as never }));
      return bytes && parseClaim(bytes.toString("utf8"));
    } catch (error) {
      if (isNoFile(error)) return undefined;
      throw error;
    }
  }

  async function isDue(intervalMs: number): Promise<boolean> {
    const claim = await readClaim();
    const sinceMs = claim?.bootId === time.bootId() ? time.nowMs() - claim.startedAtMs : Infinity;
    if (sinceMs >= 0 && sinceMs < intervalMs) return false;
    // Two processes may claim it at once. Then both sweep, which is only work done twice.
    const next = JSON.stringify({ bootId: time.bootId(), startedAtMs: time.nowMs() } satisfies Claim);
    await replaceFile(disk, layout.sweepClaim, createTemporaryName(time, random), Buffer.from(next));
    return true;
  }

  async function sweepInBackground(): Promise<void> {
    if (isSweeping || isStopped || !(await isDue(isEarly() ? LEAST_INTERVAL_MS : INTERVAL_MS))) return;
    isSweeping = true;
    writtenBytes = 0;
    let startedMs = performance.now();
    try {
      await sweep({
        ...options,
        isStopped: () => isStopped,
        pause: async () => {
          const workedMs = performance.now() - startedMs;
          await new Promise<void>((resolve) => wakeAfter(workedMs / DUTY - workedMs, resolve));
          startedMs = performance.now();
        },
      });
    } finally {
      isSweeping = false;
    }
  }

  function schedule(delayMs: number): void {
    if (isStopped) return;
    clearTimeout(timer);
    timer = wakeAfter(delayMs, () => {
      // What could not be removed now is there the next time.
      void sweepInBackground()
        .catch(() => {})
        .finally(() => schedule(isEarly() ? LEAST_INTERVAL_MS : INTERVAL_MS));
    });
  }

  return {
    sweep: () => sweep({ ...options, isStopped: () => isStopped, pause: async () => {} }),
    onWritten(bytes) {
      const wasEarly = isEarly();
      writtenBytes += bytes;
      if (timer === undefined) schedule(FIRST_AFTER_MS);
      else if (!wasEarly && isEarly()) schedule(LEAST_INTERVAL_MS);
    },
    close() {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}

function parseClaim(text: string): Claim | undefined {
  try {
    return JSON.parse(text) as Claim;
  } catch {
    return undefined;
  }
}
