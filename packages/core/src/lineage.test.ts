import { beforeEach, describe, expect, test } from "vitest";
import { type ManualClock, manualClock } from "../test/manual-clock.ts";
import type { Mark } from "./mark.ts";
import { type BuiltEntry, createLineage, type Lineage, UNKNOWN_ORIGIN } from "./lineage.ts";
import { tagId, tagIds } from "./tag-id.ts";

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
  const at = { requestBeganMs: now, begunMs: now, asksAgain: false, isResponse: true };
  return { key, tags: tagIds(tags), pathTags: tagIds(["path"]), seq: ledger.seq, ...at, ...more };
}

const piece = (key: string, tags: string[], seq: number, depth = 0) => ({
  key,
  tags: tagIds(tags),
  origins: [{ seq, depth }],
});

/** The position that an entry is stored with. */
const oldest = (built: BuiltEntry): number | "unknown" => {
  const origins = lineage.origins(built);
  return origins === "unknown" ? origins : (origins[0]?.seq ?? Number.NaN);
};

beforeEach(async () => {
  ledger.seq = 1;
  ledger.floorSeq = 0;
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
    expect(oldest(consumer)).toBe(1);
  });

  test("does not concern what began after it had ended, lacks one of its tags, or carries no later mark", async () => {
    const ended = lineage.generated(piece("slow", ["x", "y"], 1));
    invalidate("x");
    const other = entry("page", ["x"]);
    await clock.advance(5);
    ended();
    await clock.advance(5);
    expect(oldest(other)).toBe(ledger.seq);
    expect(oldest(entry("page", ["x", "y"]))).toBe(ledger.seq);
  });

  test("also counts when only the path of the consumer was invalidated", async () => {
    const ended = lineage.generated(piece("slow", ["x"], 1));
    invalidate("path");
    const consumer = entry("page", ["path", "x"]);
    ended();
    expect(oldest(consumer)).toBe(1);
  });

  test("hands its position on through a limited number of entries, or a busy tag would never be cached again", () => {
    invalidate("x");
    lineage.generated(piece("deep", ["x"], 1, 7));
    expect(lineage.origins(entry("page", ["x"]))).toEqual([
      { seq: 1, depth: 8 },
      { seq: 2, depth: 0 },
    ]);
    lineage = createLineage(ledger, () => clock.now());
    lineage.generated(piece("deep", ["x"], 1, 8));
    expect(oldest(entry("page", ["x"]))).toBe(2);
  });

  test("is forgotten at its end when nothing was recorded since its begin", async () => {
    const ended = lineage.generated(piece("quick", ["x"], ledger.seq));
    const consumer = entry("page", ["x"]);
    ended();
    invalidate("x");
    expect(oldest({ ...consumer, seq: ledger.seq })).toBe(ledger.seq);
  });

  test("whose own position is not known makes that of its consumers unknown", () => {
    lineage.generated({ key: "slow", tags: tagIds(["x"]), origins: [UNKNOWN_ORIGIN] });
    invalidate("x");
    expect(oldest(entry("page", ["x"]))).toBe("unknown");
  });
});

test("a generation of another epoch makes what may have joined it unknown", () => {
  lineage.generated(piece("slow", ["x"], 1));
  ledger.seq = 0;
  lineage.reset();
  expect(oldest(entry("outer", ["x"], { isResponse: false }))).toBe("unknown");
  // No tag of a page is marked in the new epoch, and it is older than that all the same.
  ledger.marks.clear();
  expect(oldest(entry("page", ["x"]))).toBe("unknown");
});

test("an entry of 'use cache' is as old as what it may contain also where only a path was invalidated", () => {
  lineage.generated(piece("slow", [], 1));
  invalidate("path");
  expect(oldest(entry("outer", [], { isResponse: false }))).toBe(1);
});

test("a position is handed on with the least depth that it can have, and none is lost for another", () => {
  ledger.seq = 5;
  lineage.generated({ key: "a", tags: [], origins: [{ seq: 0, depth: 6 }] });
  lineage.generated({
    key: "b",
    tags: [],
    origins: [
      { seq: 0, depth: 2 },
      { seq: 3, depth: 0 },
    ],
  });
  expect(lineage.origins(entry("outer", [], { isResponse: false }))).toEqual([
    { seq: 0, depth: 3 },
    { seq: 3, depth: 1 },
    { seq: 5, depth: 0 },
  ]);
});

describe("a stale entry that was handed out (hole 9)", () => {
  test("makes what may contain it as old as itself, until its replacement is known to be used", async () => {
    invalidate("x", "soft");
    const page = entry("page", ["x"]);
    await clock.advance(5);
    const unused = lineage.lent(piece("data", ["x"], 1), true);
    expect(oldest({ ...page, isResponse: false })).toBe(2);
    expect(oldest(page)).toBe(1);
    unused();
    expect(oldest(page)).toBe(ledger.seq);
  });

  test("does not concern what was begun later in a request that asks again", async () => {
    invalidate("x", "soft");
    const requestBeganMs = clock.now();
    lineage.handedOut(piece("data", ["x"], 1));
    await clock.advance(5);
    const begunLater = { requestBeganMs, isResponse: false };
    expect(oldest(entry("outer", ["x"], { ...begunLater, asksAgain: true }))).toBe(2);
    expect(oldest(entry("outer", ["x"], { ...begunLater, asksAgain: false }))).toBe(1);
  });

  test("is one piece, however often", () => {
    invalidate("x", "soft");
    const before = entry("page", ["x"]);
    for (let index = 0; index < 1000; index++) lineage.handedOut(piece("data", ["x"], 1));
    expect(oldest(before)).toBe(1);
  });

  test("does not concern its own replacement", async () => {
    invalidate("x", "soft");
    const replacement = entry("data", ["x"]);
    lineage.handedOut(piece("data", ["x"], 1));
    expect(oldest(replacement)).toBe(ledger.seq);
  });
});

test("what had to be forgotten makes older requests unknown, and later ones not", async () => {
  const before = entry("page", ["x"]);
  await clock.advance(5);
  for (let index = 0; index <= 100; index++) lineage.handedOut(piece(`k${index}`, ["z"], 1));
  await clock.advance(5);
  expect(oldest(before)).toBe("unknown");
  expect(oldest(entry("page", ["x"]))).toBe(ledger.seq);
});

describe("a fresh answer that somebody on another path may have joined", () => {
  test("makes what is stored on a path that was invalidated since as old as itself", async () => {
    invalidate("path");
    const page = entry("page", ["path", "x"]);
    await clock.advance(1);
    lineage.sharedAcrossPaths(piece("inner", ["x"], 1));
    expect(oldest(page)).toBe(1);
    expect(oldest(entry("outer", ["x"], { ...page, key: "outer", isResponse: false }))).toBe(1);
  });

  test("does not concern what is on another path, also when another of its tags was invalidated", async () => {
    invalidate("path");
    invalidate("y");
    const page = entry("page", ["elsewhere", "x", "y"], { pathTags: tagIds(["elsewhere"]) });
    await clock.advance(1);
    lineage.sharedAcrossPaths(piece("inner", ["x"], 1));
    expect(oldest(page)).toBe(ledger.seq);
  });

  test("does not concern what began after it was given", async () => {
    invalidate("path");
    lineage.sharedAcrossPaths(piece("inner", ["x"], 1));
    await clock.advance(1);
    expect(oldest(entry("page", ["path", "x"]))).toBe(ledger.seq);
  });

  test("makes it as old as itself also when the mark of the path has been forgotten", async () => {
    ledger.seq = ledger.floorSeq = 2;
    const page = entry("page", ["path", "x"]);
    await clock.advance(1);
    lineage.sharedAcrossPaths(piece("inner", ["x"], 1));
    expect(oldest(page)).toBe(1);
  });
});
