import type { Run } from "../lib/live-state";

export interface Totals {
  readonly requests: number;
  readonly errors: number;
  readonly old: number;
  readonly stale: number;
  readonly perSecond: number;
  /** The median over time of each percentile, in milliseconds. */
  readonly p50: number | undefined;
  readonly p95: number | undefined;
  readonly p99: number | undefined;
}

export function totalsOf({ buckets }: Run): Totals {
  const sum = (key: "requests" | "errors" | "old" | "stale") => buckets.reduce((total, one) => total + one[key], 0);
  const requests = sum("requests");
  const seconds = buckets.at(-1)?.at ?? 0;
  const median = (key: "p50" | "p95" | "p99") => {
    const sorted = buckets.flatMap((one) => one[key] ?? []).toSorted((left, right) => left - right);
    return sorted[Math.floor(sorted.length / 2)];
  };
  return {
    requests,
    errors: sum("errors"),
    old: sum("old"),
    stale: sum("stale"),
    perSecond: seconds === 0 ? 0 : requests / seconds,
    p50: median("p50"),
    p95: median("p95"),
    p99: median("p99"),
  };
}
