import { describe, expect, test } from "vitest";
import { createMarkMap } from "./mark-map.ts";
import { type Mark, mergeMark, NO_MARK } from "./mark.ts";
import type { MarkRecord } from "./store.ts";
import { tagId } from "./tag-id.ts";

const record = (hard: number, soft = 0): MarkRecord => ({ tag: "", hard, soft, ageMs: 0 });

describe("the marks of all tags", () => {
  test("are what a map of objects would have, whatever is merged and dropped", () => {
    let seed = 7;
    const random = (below: number): number => (seed = (seed * 48_271) % 2_147_483_647) % below;
    const marks = createMarkMap();
    const model = new Map<number, Mark>();
    // Few different ends of few lengths: many of them want the same slot, up to the last one, whose way leads on at the first.
    const ids = Array.from(
      { length: 400 },
      () => random(5) * 2 ** 40 + (random(2) ? 0xffffffff - random(40) : random(40)),
    );
    for (let seq = 1; seq <= 4000; seq++) {
      const id = ids[random(ids.length)] as number;
      const added = random(2) ? record(seq) : { ...record(0, seq), softExpiresInMs: random(100) };
      marks.merge(id, added, seq);
      model.set(id, mergeMark(model.get(id) ?? NO_MARK, added, seq));
      if (random(40) === 0) {
        const floor = Math.max(0, seq - random(200));
        marks.dropUpTo(floor);
        for (const [known, { hard, soft }] of model) if (Math.max(hard, soft) <= floor) model.delete(known);
      }
      if (seq % 50 > 0) continue;
      expect(marks.size).toBe(model.size);
      expect(ids.map((known) => marks.get(known))).toEqual(ids.map((known) => model.get(known)));
    }
  });

  test("have the smallest and the largest number a tag can have", () => {
    const marks = createMarkMap();
    for (const id of [0, 2 ** 53 - 1]) {
      expect(marks.get(id)).toBeUndefined();
      marks.merge(id, record(id + 1), 0);
      expect(marks.get(id)).toEqual({ hard: id + 1, soft: 0, softDeadlineMs: Infinity });
    }
    expect(marks.size).toBe(2);
  });

  test("have room for more than was expected", () => {
    const marks = createMarkMap(10);
    for (let index = 0; index < 100_000; index++) marks.merge(tagId(`t${index}`), record(index + 1), 0);
    expect(marks.size).toBe(100_000);
    expect(marks.get(tagId("t99999"))?.hard).toBe(100_000);
    expect(marks.get(tagId("t100000"))).toBeUndefined();
  });
});
