import { beforeEach, describe, expect, test } from "vitest";
import { type ManualClock, manualClock } from "../test/manual-clock.ts";
import type { Mark } from "./mark.ts";
import { type BuiltEntry, createLineage, type Lineage } from "./lineage.ts";
import { tagId, tagIds } from "./tag-id.ts";
import type { WorkStore } from "./work-store.ts";

const ledger = {
  epoch: "e",
  seq: 0,
  floorSeq: 0,
  marks: new Map<number, Mark>(),
  mark: (id: number) => ledger.marks.get(id),
};
let clock: ManualClock;
let lineage: Lineage;

function invalidate(tag: string, kind: "hard" | "soft" = "hard"): void {
  ledger.seq++;
  ledger.marks.set(tagId(tag), { hard: 0, soft: 0, softDeadlineMs: Infinity, [kind]: ledger.seq });
}

/** An entry that is begun now, in a request that begins now. */
function entry(key: string, tags: string[], more: Partial<BuiltEntry> = {}): BuiltEntry {
  const now = clock.now();
  const at = { requestBeganMs: now, begunMs: now, workStore: undefined, routeTags: undefined };
  return { key, tags: tagIds(tags), seq: ledger.seq, ...at, ...more };
}

const piece = (key: string, tags: string[], seq: number, depth = 0) => ({ key, tags: tagIds(tags), seq, depth });
const request = (): WorkStore => ({ requestStartTime: clock.now() });

beforeEach(async () => {
  ledger.seq = 1;
  ledger.marks.clear();
  clock = manualClock();
  lineage = createLineage(ledger, () => clock.now(), 100);
});

describe("a generation that is in flight while its tag is invalidated (hole 1)", () => {
  test("makes what may have joined it as old as itself", async () => {
    const ended = lineage.generated(piece("slow", ["x"], 1));
    invalidate("x");
    await clock.advance(5);
    const consumer = entry("page", ["path", "x"]);
    await clock.advance(5);
    ended();
    expect(lineage.oldestPiece(consumer)).toEqual({ seq: 1, depth: 0 });
  });

  test("does not concern what began after it had ended, lacks one of its tags, or carries no later mark", async () => {
    const ended = lineage.generated(piece("slow", ["x", "y"], 1));
    invalidate("x");
    const other = entry("page", ["x"]);
    const unmarked = entry("page", ["y", "x"], { seq: 1 });
    await clock.advance(5);
    ended();
    await clock.advance(5);
    expect(lineage.oldestPiece(other)).toBeUndefined();
    expect(lineage.oldestPiece(unmarked)).toBeUndefined();
    expect(lineage.oldestPiece(entry("page", ["x", "y"]))).toBeUndefined();
  });

  test("also counts when only the path of the consumer was invalidated", async () => {
    const ended = lineage.generated(piece("slow", ["x"], 1));
    invalidate("path");
    const consumer = entry("page", ["path", "x"]);
    ended();
    expect(lineage.oldestPiece(consumer)).toEqual({ seq: 1, depth: 0 });
  });

  test("does not concern what asked for the same key itself: it joined nobody", async () => {
    lineage.generated(piece("slow", ["x"], 1));
    invalidate("x");
    const workStore = request();
    const outer = entry("outer", ["x"], { workStore });
    const page = entry("page", ["path", "x"], { routeTags: tagIds(["path"]) });
    lineage.asked({ key: "slow", workStore, routeTags: tagIds(["path"]) });
    expect(lineage.oldestPiece(outer)).toBeUndefined();
    expect(lineage.oldestPiece(page)).toBeUndefined();
    expect(lineage.oldestPiece(entry("outer", ["x"], { workStore: request() }))).toBeDefined();
    expect(
      lineage.oldestPiece(entry("page", ["path", "other", "x"], { routeTags: tagIds(["path", "other"]) })),
    ).toBeDefined();
  });

  test("hands its position on through a limited number of entries, or a busy tag would never be cached again", () => {
    invalidate("x");
    lineage.generated(piece("deep", ["x"], 1, 7));
    expect(lineage.oldestPiece(entry("page", ["x"]))).toEqual({ seq: 1, depth: 7 });
    lineage.reset();
    lineage.generated(piece("deep", ["x"], 1, 8));
    expect(lineage.oldestPiece(entry("page", ["x"]))).toBeUndefined();
  });

  test("is forgotten at its end when nothing was recorded since its begin", async () => {
    const ended = lineage.generated(piece("quick", ["x"], ledger.seq));
    const consumer = entry("page", ["x"]);
    ended();
    invalidate("x");
    expect(lineage.oldestPiece({ ...consumer, seq: ledger.seq })).toBeUndefined();
  });

  test("whose own position is not known makes that of its consumers unknown", () => {
    lineage.generated({ key: "slow", tags: tagIds(["x"]), seq: undefined, depth: 0 });
    invalidate("x");
    expect(lineage.oldestPiece(entry("page", ["x"]))?.valueOf()).toMatchObject({ seq: -1 });
  });
});

describe("a stale entry that was handed out (hole 9)", () => {
  test("makes what may contain it as old as itself, until its replacement is known to be used", async () => {
    invalidate("x", "soft");
    const page = entry("page", ["x"]);
    await clock.advance(5);
    const unused = lineage.handedOut(piece("data", ["x"], 1));
    expect(lineage.oldestPiece(page)).toEqual({ seq: 1, depth: 0 });
    unused();
    expect(lineage.oldestPiece(page)).toBeUndefined();
  });

  test("does not concern its own replacement", async () => {
    invalidate("x", "soft");
    const replacement = entry("data", ["x"]);
    lineage.handedOut(piece("data", ["x"], 1));
    expect(lineage.oldestPiece(replacement)).toBeUndefined();
  });
});

test("what had to be forgotten makes older requests unknown, and later ones not", async () => {
  const before = entry("page", ["x"]);
  await clock.advance(5);
  for (let index = 0; index <= 100; index++) lineage.handedOut(piece(`k${index}`, ["z"], 1));
  await clock.advance(5);
  expect(lineage.oldestPiece(before)).toBe("unknown");
  expect(lineage.oldestPiece(entry("page", ["x"]))).toBeUndefined();
});
