import * as fc from "fast-check";
import type { MarkRecord } from "../src/store.ts";

/** One invalidation of one tag, as it was recorded. */
export interface Recorded {
  readonly seq: number;
  readonly tag: string;
  readonly kind: "hard" | "soft";
  /** Store time. */
  readonly atMs: number;
  /** When soft turns hard; `Infinity` for never. */
  readonly deadlineMs: number;
}

/** Records in the order of their positions, of a few tags, at times that never go back. Deadlines are near each other. */
export function histories(tags: readonly string[], maxLength = 12): fc.Arbitrary<readonly Recorded[]> {
  const recorded = fc.record({
    gapMs: fc.nat(20),
    tag: fc.constantFrom(...tags),
    kind: fc.constantFrom("hard", "soft", "soft"),
    expireMs: fc.oneof(fc.constant(Infinity), fc.integer({ min: -5, max: 60 })),
    seqs: fc.integer({ min: 1, max: 3 }),
  });
  return fc.array(recorded, { maxLength }).map((parts) => {
    let atMs = 1000;
    let seq = 0;
    return parts.map(({ gapMs, tag, kind, expireMs, seqs }) => {
      atMs += gapMs;
      seq += seqs;
      return {
        seq,
        tag,
        kind,
        atMs,
        deadlineMs: kind === "soft" ? atMs + expireMs : Infinity,
      };
    });
  });
}

/** A record as a store tells it at a moment. */
export function told({ tag, kind, seq, atMs, deadlineMs }: Recorded, nowMs: number): MarkRecord {
  const kinds = kind === "hard" ? { hard: seq, soft: 0 } : { hard: 0, soft: seq };
  const expires = deadlineMs === Infinity ? {} : { softExpiresInMs: deadlineMs - nowMs };
  return { tag, ...kinds, ...expires, ageMs: nowMs - atMs };
}

export type Severity = 0 | 1 | 2;
export const SEVERITY = { fresh: 0, stale: 1, expired: 2 } as const;

/**
 * What the records of one tag come to for an entry from before some of them, by going through them one by one: of soft
 * records that wait together, all turn hard with the first of them.
 */
export function severity(records: readonly Recorded[], position: number, nowMs: number): Severity {
  let waiting: Recorded[] = [];
  const hardened: Recorded[] = [];
  const pass = (untilMs: number): void => {
    if (!waiting.some(({ deadlineMs }) => deadlineMs <= untilMs)) return;
    hardened.push(...waiting);
    waiting = [];
  };
  for (const record of records) {
    pass(record.atMs);
    if (record.kind === "hard") hardened.push(record);
    else waiting.push(record);
  }
  pass(nowMs);
  if (hardened.some(({ seq }) => seq > position)) return 2;
  return waiting.some(({ seq }) => seq > position) ? 1 : 0;
}

/** The same, but each soft record turns hard at its own deadline: what nobody may be served fresher than. */
export function leastSeverity(records: readonly Recorded[], position: number, nowMs: number): Severity {
  const later = records.filter(({ seq }) => seq > position);
  if (later.some(({ kind, deadlineMs }) => kind === "hard" || deadlineMs <= nowMs)) return 2;
  return later.length > 0 ? 1 : 0;
}
