import type { Violation } from "./consistency.ts";
import type { Fault, Servers } from "./stand.ts";
import type { Answer, Traffic } from "./traffic.ts";

/** A fault on the clock of the readers. */
export interface Span {
  readonly beganMs: number;
  readonly endedMs: number;
  /** When every instance had served from its cache again. */
  readonly recoveredMs: number;
}

export interface FaultReport {
  readonly requests: number;
  readonly recorded: number;
  readonly rejected: number;
  readonly violations: readonly Violation[];
  readonly errors: readonly Answer[];
  /** Milliseconds that the slowest answer took. */
  readonly slowestMs: number;
  /** Milliseconds that the fastest quarter took, of the answers asked for when Redis had been away for a while. */
  readonly awayMs: number | undefined;
  /** Invalidations that were recorded after the fault. */
  readonly recordedAfter: number;
  readonly row: string;
}

/** Long enough for every instance to have missed a deadline, and to have been told so. */
const NOTICED_MS = 1_200;

/** Fewer answers say more about the machine than about us. */
const ENOUGH = 10;

export function reportFault(
  { name, silences }: Pick<Fault<Servers>, "name" | "silences">,
  traffic: Traffic,
  span: Span,
): FaultReport {
  const { answers, invalidations } = traffic;
  const violations = traffic.checker.violations();
  const errors = answers.filter(({ status }) => status !== 200);
  const recorded = invalidations.filter((one) => one.recorded);
  const rejected = invalidations.length - recorded.length;
  const startedIn = (fromMs: number, toMs: number): number[] =>
    answers.filter(({ startedMs }) => startedMs >= fromMs && startedMs < toMs).map(durationMs);
  const before = startedIn(0, span.beganMs);
  const away = startedIn(span.beganMs + NOTICED_MS, span.endedMs);
  const cells = [
    name.padEnd(NAME_WIDTH),
    `${answers.length}`.padStart(8),
    `${recorded.length}/${rejected}`.padStart(8),
    `${violations.length}`.padStart(10),
    `${errors.length}`.padStart(6),
    latency(before).padStart(14),
    latency(startedIn(span.beganMs, span.endedMs)).padStart(14),
    latency(startedIn(span.endedMs, Infinity)).padStart(14),
    `${Math.round(span.endedMs - span.beganMs)}`.padStart(8),
    `${Math.round(span.recoveredMs - span.endedMs)}`.padStart(9),
  ];
  return {
    requests: answers.length,
    recorded: recorded.length,
    rejected,
    violations,
    errors,
    slowestMs: Math.max(...answers.map(durationMs)),
    awayMs: silences && away.length >= ENOUGH ? percentile(away, 0.25) : undefined,
    recordedAfter: recorded.filter(({ startedMs }) => startedMs >= span.endedMs).length,
    row: cells.join(" | "),
  };
}

const NAME_WIDTH = 54;

/** Latencies are p50/p99/max of the requests that began before, during and after the fault; all times are milliseconds. */
export const HEADER = [
  "fault".padEnd(NAME_WIDTH),
  "requests",
  "inv +/-".padStart(8),
  "violations",
  "errors",
  "before".padStart(14),
  "during".padStart(14),
  "after".padStart(14),
  "fault ms".padStart(8),
  "first HIT",
].join(" | ");

const durationMs = ({ startedMs, endedMs }: Answer): number => endedMs - startedMs;

function latency(durationsMs: readonly number[]): string {
  if (durationsMs.length === 0) return "-";
  return [0.5, 0.99, 1].map((share) => Math.round(percentile(durationsMs, share))).join("/");
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}
