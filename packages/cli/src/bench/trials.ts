import { randomBytes } from "node:crypto";
import { encodeEntry, entryKey } from "@tagledger/core";
import type { Position } from "@tagledger/core/store";
import type { BoundedStore } from "../store/bounded-store.ts";

export interface Trial {
  readonly name: string;
  readonly times: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly mostMs: number;
}

export interface TrialOptions {
  readonly store: BoundedStore;
  roundTrip(): Promise<void>;
  /** How often each is done at the most. */
  readonly count: number;
  /** Milliseconds for each at the most, besides the one that is under way. */
  readonly maxMs: number;
  readonly signal: AbortSignal;
}

const SIZES = { "1 kB": 1000, "100 kB": 100_000 };
/** What is written goes by itself if this process dies. */
const TTL_MS = 600_000;

/**
 * Does what the handlers do, one thing at a time.
 *
 * @throws what the store rejected with.
 */
export async function runTrials({ store, roundTrip, count, maxMs, signal }: TrialOptions): Promise<Trial[]> {
  const trials: Trial[] = [];
  const written: string[] = [];

  async function trial(name: string, act: (round: number) => Promise<unknown>): Promise<void> {
    // The first one opens connections and loads scripts, which instances have done long before.
    if (!signal.aborted) await act(-1);
    const endMs = performance.now() + maxMs;
    const took: number[] = [];
    for (let round = 0; round < count && !signal.aborted; round++) {
      const beganMs = performance.now();
      await act(round);
      took.push(performance.now() - beganMs);
      if (performance.now() > endMs) break;
    }
    if (took.length > 0) trials.push(summary(name, took));
  }

  try {
    await trial("round trip", roundTrip);
    const { news } = await store.append([{ tags: ["bench"], kind: "hard" }], undefined);
    const { position } = news;
    await trial("refresh", () => store.news(position));
    for (const [size, bytes] of Object.entries(SIZES)) {
      const key = entryKey({ space: "u", within: "bench" }, size);
      const frame = frameOf(key, position, bytes);
      written.push(key);
      await trial(`write ${size}`, () => store.write(key, { frame, position, ageMs: 0, ttlMs: TTL_MS }));
      await trial(`read ${size}`, () => store.read(key));
    }
    let since = position;
    await trial("invalidate", async (round) => {
      since = (await store.append([{ tags: [`bench ${round}`], kind: "hard" }], since)).news.position;
    });
    return trials;
  } finally {
    await Promise.all(written.map((key) => store.remove(key))).catch(() => {});
  }
}

/** Random bytes, so that no compression flatters the figures. */
function frameOf(key: string, { epoch, seq }: Position, bytes: number): Uint8Array[] {
  return encodeEntry(key, {
    kind: "use-cache",
    position: { epoch, seq },
    tags: ["bench"],
    meta: {},
    body: randomBytes(bytes),
  });
}

function summary(name: string, took: readonly number[]): Trial {
  const sorted = took.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  return { name, times: sorted.length, p50Ms: at(0.5), p95Ms: at(0.95), mostMs: at(1) };
}
