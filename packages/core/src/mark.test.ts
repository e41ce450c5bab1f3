import { describe, expect, test } from "vitest";
import { mergeMark, NO_MARK, settleMark } from "./mark.ts";

const record = (hard: number, soft: number, ageMs = 0, softExpiresInMs?: number) => ({
  tag: "t",
  hard,
  soft,
  ageMs,
  ...(softExpiresInMs !== undefined && { softExpiresInMs }),
});

describe("a mark", () => {
  test("keeps an immediate invalidation when a profile invalidation follows", () => {
    const mark = mergeMark(mergeMark(NO_MARK, record(1, 0), 0), record(0, 2), 0);
    expect(mark).toEqual({ hard: 1, soft: 2, softDeadlineMs: Infinity });
  });

  test("turns hard when its deadline has come, and not before", () => {
    const mark = mergeMark(NO_MARK, record(0, 3, 0, 1000), 500);
    expect(settleMark(mark, 1499).hard).toBe(0);
    expect(settleMark(mark, 1500)).toEqual({ hard: 3, soft: 3, softDeadlineMs: Infinity });
  });

  test("is settled at the time of the next record, so that a past short expire does not harden later ones", () => {
    const short = mergeMark(NO_MARK, record(0, 2, 0, 60_000), 0);
    // Recorded 10 s ago, at 100 000: the deadline of the first, 60 000, had passed by then.
    const later = mergeMark(short, record(0, 5, 10_000), 110_000);
    expect(later).toEqual({ hard: 2, soft: 5, softDeadlineMs: Infinity });
    expect(settleMark(later, 1e9).hard).toBe(2);
  });

  test("keeps the earliest of two pending deadlines", () => {
    const mark = mergeMark(mergeMark(NO_MARK, record(0, 1, 0, 5000), 0), record(0, 2, 0, 1000), 0);
    expect(mark.softDeadlineMs).toBe(1000);
  });
});
