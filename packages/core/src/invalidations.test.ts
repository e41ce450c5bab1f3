import { describe, expect, test } from "vitest";
import { manualClock } from "../test/manual-clock.ts";
import { createInvalidations } from "./invalidations.ts";
import type { Appended, Invalidation } from "./store.ts";
import { tagId } from "./tag-id.ts";

const taken: Appended = {
  seq: 1,
  alone: true,
  news: { position: { epoch: "e", seq: 1, nonce: "n" }, floorSeq: 0, marks: [], reset: false },
};

function setUp() {
  const clock = manualClock();
  const batches: (readonly Invalidation[])[] = [];
  const state = { away: false, renewed: 0 };
  const invalidations = createInvalidations({
    clock,
    retryAfterMs: 1000,
    async append(records) {
      if (state.away) throw new Error("away");
      batches.push(records);
      return taken;
    },
    position: () => undefined,
    async renew() {
      if (state.away) throw new Error("away");
      state.renewed++;
    },
  });
  return { clock, batches, state, invalidations };
}

describe("invalidations", () => {
  test("of one turn become one record each, and equal ones one", async () => {
    const { batches, invalidations } = setUp();
    const same: Invalidation = { tags: ["a"], kind: "hard" };
    await Promise.all([
      invalidations.record(same),
      invalidations.record({ ...same }),
      invalidations.record({ tags: ["a"], kind: "soft" }),
    ]);
    expect(batches).toEqual([[same, { tags: ["a"], kind: "soft" }]]);
  });

  test("never share the record of one that is already on its way", async () => {
    const { batches, invalidations } = setUp();
    const first = invalidations.record({ tags: ["a"], kind: "hard" });
    await Promise.resolve();
    await Promise.resolve();
    await Promise.all([first, invalidations.record({ tags: ["a"], kind: "hard" })]);
    expect(batches).toHaveLength(2);
  });

  test("that could not be recorded reject, expire their tags here, and are recorded later (hole 14)", async () => {
    const { clock, batches, state, invalidations } = setUp();
    state.away = true;
    await expect(invalidations.record({ tags: ["a"], kind: "soft" })).rejects.toMatchObject({
      code: "TL-NOT-RECORDED",
    });
    expect(invalidations.isUnrecorded(tagId("a"))).toBe(true);
    expect(invalidations.isUnrecorded(tagId("b"))).toBe(false);
    await clock.advance(5000);
    expect(invalidations.unrecorded).toBe(true);
    state.away = false;
    await clock.advance(1000);
    expect(batches).toEqual([[{ tags: ["a"], kind: "hard" }]]);
    expect(invalidations.unrecorded).toBe(false);
  });

  test("beyond what can be remembered renew the ledger", async () => {
    const { clock, state, invalidations } = setUp();
    state.away = true;
    const tags = Array.from({ length: 10_001 }, (_, index) => `t${index}`);
    await expect(invalidations.record({ tags, kind: "hard" })).rejects.toThrow("TL-NOT-RECORDED");
    expect(invalidations.isUnrecorded(tagId("anything"))).toBe(true);
    state.away = false;
    await clock.advance(1000);
    expect(state.renewed).toBe(1);
    expect(invalidations.unrecorded).toBe(false);
  });
});
