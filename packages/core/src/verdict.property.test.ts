import { runs } from "@tagledger/fuzz";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { histories, leastSeverity, type Recorded, severity, SEVERITY, told } from "../test/history.ts";
import { type Mark, mergeMark, NO_MARK } from "./mark.ts";
import { tagId, tagIds } from "./tag-id.ts";
import { type LedgerView, verdict } from "./verdict.ts";

const TAGS = ["a", "b", "_N_T_/a", "__proto__"] as const;
const groups = fc.array(fc.array(fc.constantFrom(...TAGS), { maxLength: 3 }), { maxLength: 3 });

function ledgerOf(records: readonly Recorded[], floorSeq: number): LedgerView {
  const marks = new Map<number, Mark>();
  for (const record of records) {
    const id = tagId(record.tag);
    marks.set(id, mergeMark(marks.get(id) ?? NO_MARK, told(record, record.atMs), record.atMs));
  }
  return { epoch: "e", seq: records.at(-1)?.seq ?? 0, floorSeq, mark: (id) => marks.get(id) };
}

/** By the list of everything that happened, for each tag by itself. */
function worst(
  judge: typeof severity,
  records: readonly Recorded[],
  tags: readonly string[],
  position: number,
  nowMs: number,
): number {
  const own = tags.map((tag) =>
    judge(
      records.filter((record) => record.tag === tag),
      position,
      nowMs,
    ),
  );
  return Math.max(0, ...own);
}

test("a verdict is the worst that the list of all invalidations says of any of the tags", () => {
  const property = fc.property(
    histories(TAGS, 20),
    groups,
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.nat(120),
    (records, tags, part, afterMs) => {
      const ledger = ledgerOf(records, 0);
      const position = Math.floor(part * ledger.seq);
      const nowMs = (records.at(-1)?.atMs ?? 1000) + afterMs;
      const found = SEVERITY[verdict({ epoch: "e", seq: position }, tags.map(tagIds), ledger, nowMs)];
      expect(found).toBe(worst(severity, records, tags.flat(), position, nowMs));
      expect(found).toBeGreaterThanOrEqual(worst(leastSeverity, records, tags.flat(), position, nowMs));
    },
  );
  fc.assert(property, runs(2000));
});

test("a verdict never becomes better with time, for an older entry or by more tags", () => {
  const property = fc.property(histories(TAGS, 20), groups, groups, fc.nat(40), fc.nat(80), fc.nat(80), (...given) => {
    const [records, tags, more, position, earlierMs, laterMs] = given;
    const ledger = ledgerOf(records, 0);
    const seq = Math.min(position, ledger.seq);
    const endMs = records.at(-1)?.atMs ?? 1000;
    const judge = (at: number, of: readonly (readonly string[])[], nowMs: number): number =>
      SEVERITY[verdict({ epoch: "e", seq: at }, of.map(tagIds), ledger, endMs + nowMs)];
    const found = judge(seq, tags, earlierMs);
    expect(judge(seq, tags, earlierMs + laterMs)).toBeGreaterThanOrEqual(found);
    expect(judge(Math.max(0, seq - 1), tags, earlierMs)).toBeGreaterThanOrEqual(found);
    expect(judge(seq, [...tags, ...more], earlierMs)).toBeGreaterThanOrEqual(found);
  });
  fc.assert(property, runs(500));
});

test("what cannot be judged is expired: below the floor, ahead of the head, of another epoch or of none", () => {
  const property = fc.property(histories(TAGS), groups, fc.nat(60), fc.nat(60), (records, tags, position, floor) => {
    const ledger = ledgerOf(records, floor);
    const judged = (epoch: string): string => verdict({ epoch, seq: position }, tags.map(tagIds), ledger, 1e6);
    expect(judged("other")).toBe("expired");
    expect(verdict({ epoch: "e", seq: position }, [], { ...ledger, epoch: undefined }, 0)).toBe("expired");
    if (position < floor || position > ledger.seq) expect(judged("e")).toBe("expired");
  });
  fc.assert(property, runs(500));
});
