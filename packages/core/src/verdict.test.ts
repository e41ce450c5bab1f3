import { describe, expect, test } from "vitest";
import type { Mark } from "./mark.ts";
import { tagId } from "./tag-id.ts";
import { verdict } from "./verdict.ts";

function ledger(seq: number, marks: Record<string, Partial<Mark>> = {}, floorSeq = 0) {
  const byId = new Map(
    Object.entries(marks).map(([tag, mark]) => [tagId(tag), { hard: 0, soft: 0, softDeadlineMs: Infinity, ...mark }]),
  );
  return { epoch: "e", seq, floorSeq, mark: (id: number) => byId.get(id) };
}

const at = (seq: number, epoch = "e") => ({ epoch, seq });
const judge = (position: { epoch: string; seq: number }, view: ReturnType<typeof ledger>, nowMs = 0) =>
  verdict(position, [[tagId("t")]], view, nowMs);

describe("a verdict", () => {
  test("is fresh for an entry that was begun after the newest mark of its tags", () => {
    expect(judge(at(4), ledger(9, { t: { hard: 4, soft: 3 } }))).toBe("fresh");
  });
  test("is expired for an entry that was begun before a hard mark", () => {
    expect(judge(at(3), ledger(9, { t: { hard: 4 } }))).toBe("expired");
  });
  test("is stale for an entry that was begun before a soft mark", () => {
    expect(judge(at(3), ledger(9, { t: { soft: 4 } }))).toBe("stale");
  });
  test("is expired when a soft mark has reached its deadline", () => {
    expect(judge(at(3), ledger(9, { t: { soft: 4, softDeadlineMs: 100 } }), 99)).toBe("stale");
    expect(judge(at(3), ledger(9, { t: { soft: 4, softDeadlineMs: 100 } }), 100)).toBe("expired");
  });
  test("is expired whatever the marks are for another epoch, below the floor and ahead of the head", () => {
    expect(judge(at(9, "other"), ledger(9))).toBe("expired");
    expect(judge(at(4), ledger(9, {}, 5))).toBe("expired");
    expect(judge(at(10), ledger(9))).toBe("expired");
    expect(judge(at(5), ledger(9, {}, 5))).toBe("fresh");
  });
  test("takes the marks of other tags for nothing", () => {
    expect(judge(at(3), ledger(9, { other: { hard: 8 } }))).toBe("fresh");
  });
});
