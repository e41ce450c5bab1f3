import { runs } from "@tagledger/fuzz";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { histories, leastSeverity, type Recorded, severity, type Severity, told } from "../test/history.ts";
import { type Mark, mergeMark, NO_MARK, settleMark } from "./mark.ts";
import type { MarkRecord } from "./store.ts";

const mark = fc
  .record({ hard: fc.nat(20), soft: fc.nat(20), waitMs: fc.oneof(fc.constant(Infinity), fc.nat(100)) })
  .map(({ hard, soft, waitMs }): Mark => ({ hard, soft, softDeadlineMs: waitMs }));
const history = histories(["t"]);
/** Long enough for every deadline to come. */
const laterMs = fc.nat(120);

const endOf = (records: readonly Recorded[]): number => records.at(-1)?.atMs ?? 1000;

/** Each record is learnt of when it is written. */
function follow(records: readonly Recorded[], from: Mark = NO_MARK): Mark {
  return records.reduce((known, record) => mergeMark(known, told(record, record.atMs), record.atMs), from);
}

/** What a store tells of a mark at a moment to somebody who was not there. */
function summary(known: Mark, atMs: number, nowMs: number): MarkRecord {
  const expires = known.softDeadlineMs === Infinity ? {} : { softExpiresInMs: known.softDeadlineMs - nowMs };
  return { tag: "t", hard: known.hard, soft: known.soft, ...expires, ageMs: nowMs - atMs };
}

function severityOf(known: Mark, position: number, nowMs: number): Severity {
  const { hard, soft } = settleMark(known, nowMs);
  return hard > position ? 2 : soft > position ? 1 : 0;
}

function expectSameVerdicts(one: Mark, other: Mark, fromMs: number): void {
  for (let nowMs = fromMs; nowMs <= fromMs + 130; nowMs += 1) {
    const [{ hard, soft }, { hard: otherHard, soft: otherSoft }] = [settleMark(one, nowMs), settleMark(other, nowMs)];
    expect([hard, soft], `at ${nowMs}`).toEqual([otherHard, otherSoft]);
  }
}

describe("settling a mark", () => {
  test("twice is the same as once, at the later moment", () => {
    const property = fc.property(mark, fc.nat(120), fc.nat(120), (known, a, b) => {
      const [first, second] = [Math.min(a, b), Math.max(a, b)];
      expect(settleMark(settleMark(known, first), second)).toEqual(settleMark(known, second));
    });
    fc.assert(property, runs(500));
  });

  test("takes nothing back", () => {
    const property = fc.property(mark, fc.nat(120), (known, nowMs) => {
      const settled = settleMark(known, nowMs);
      expect(settled.hard).toBeGreaterThanOrEqual(known.hard);
      expect(settled.soft).toBe(known.soft);
    });
    fc.assert(property, runs(500));
  });
});

describe("merging records in the order of their positions", () => {
  test("comes to what going through them one by one does", () => {
    const property = fc.property(history, fc.nat(40), laterMs, (records, position, afterMs) => {
      const nowMs = endOf(records) + afterMs;
      expect(severityOf(follow(records), position, nowMs)).toBe(severity(records, position, nowMs));
    });
    fc.assert(property, runs(1000));
  });

  test("never makes an entry fresher than each record alone would", () => {
    const property = fc.property(history, fc.nat(40), laterMs, (records, position, afterMs) => {
      const nowMs = endOf(records) + afterMs;
      expect(severityOf(follow(records), position, nowMs)).toBeGreaterThanOrEqual(
        leastSeverity(records, position, nowMs),
      );
    });
    fc.assert(property, runs(1000));
  });

  test("is monotone: one more record makes no entry fresher, now or later", () => {
    const property = fc.property(history, fc.nat(40), laterMs, (records, position, afterMs) => {
      const before = follow(records.slice(0, -1));
      const nowMs = endOf(records) + afterMs;
      expect(severityOf(follow(records), position, nowMs)).toBeGreaterThanOrEqual(severityOf(before, position, nowMs));
    });
    fc.assert(property, runs(500));
  });

  test("is idempotent: the newest record again changes no verdict", () => {
    const property = fc.property(history, fc.nat(60), (records, afterMs) => {
      const newest = records.at(-1);
      fc.pre(newest !== undefined);
      const once = follow(records);
      const nowMs = newest.atMs + afterMs;
      expectSameVerdicts(mergeMark(once, told(newest, nowMs), nowMs), once, newest.atMs);
    });
    fc.assert(property, runs(300));
  });

  test("does not depend on when each of them was learnt of", () => {
    const property = fc.property(history, fc.nat(60), (records, lateMs) => {
      const late = records.reduce(
        (known, record) => mergeMark(known, told(record, record.atMs + lateMs), record.atMs + lateMs),
        NO_MARK,
      );
      expect(late).toEqual(follow(records));
    });
    fc.assert(property, runs(500));
  });

  test("is associative: records, their summary, or a part known and the summary of all come to the same", () => {
    const property = fc.property(history, fc.nat(12), fc.nat(60), (records, known, lateMs) => {
      const all = follow(records);
      const atMs = endOf(records);
      const answeredAtMs = atMs + lateMs;
      const record = summary(all, atMs, answeredAtMs);
      expectSameVerdicts(mergeMark(NO_MARK, record, answeredAtMs), all, atMs);
      const behind = follow(records.slice(0, known));
      expectSameVerdicts(mergeMark(behind, record, answeredAtMs), all, atMs);
    });
    fc.assert(property, runs(300));
  });

  test("commutes for hard records, and for records of one moment", () => {
    const atOnce = history.map((records) => records.map((record) => ({ ...record, atMs: 1000 })));
    const hardOnly = history.map((records) =>
      records.map((one) => ({ ...one, kind: "hard" as const, deadlineMs: Infinity })),
    );
    const waiting = atOnce.map((records) => records.filter(({ deadlineMs }) => deadlineMs > 1000));
    const property = fc.property(fc.oneof(hardOnly, waiting), (records) => {
      expect(follow(records.toReversed())).toEqual(follow(records));
    });
    fc.assert(property, runs(500));
  });
});

test("a deadline that is derived from an earlier moment than the answer comes too early, never too late", () => {
  const property = fc.property(history, fc.nat(40), laterMs, fc.nat(30), (records, position, afterMs, slowMs) => {
    const nowMs = endOf(records) + afterMs;
    const early = records.reduce(
      (known, record) => mergeMark(known, told(record, record.atMs), record.atMs - slowMs),
      NO_MARK,
    );
    // What was learnt is moved back as a whole; so it is compared at the same moment of its own time and later.
    expect(severityOf(early, position, nowMs)).toBeGreaterThanOrEqual(leastSeverity(records, position, nowMs));
  });
  fc.assert(property, runs(500));
});
