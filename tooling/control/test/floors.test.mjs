import { expect, test } from "vitest";
import { createFloors } from "../src/floors.mjs";

/** @param {number} version */
function floorsAt(version) {
  const source = { version };
  return { source, floors: createFloors(() => source.version) };
}

test("what nobody has invalidated is behind, not old", () => {
  const { source, floors } = floorsAt(1);
  source.version = 2;
  expect(floors.judge("hole", 1, 10)).toBe("behind");
  expect(floors.judge("hole", 2, 10)).toBe("fresh");
});

test("an answer that was asked for after a hard invalidation and is older is old", () => {
  const { floors } = floorsAt(2);
  floors.invalidate(["hole"], { kind: "hard", at: 100 });
  expect(floors.judge("hole", 1, 101)).toBe("old");
  expect(floors.judge("hole", 1, 99)).toBe("behind");
  expect(floors.judge("other", 1, 101)).toBe("behind");
});

test("a profile allows the old answer until its time is over", () => {
  const { floors } = floorsAt(2);
  floors.invalidate(["hole"], { kind: "soft", at: 100, expireSeconds: 10 });
  expect(floors.judge("hole", 1, 9_000)).toBe("stale");
  expect(floors.judge("hole", 1, 11_101)).toBe("old");
});

test("a later profile does not take back what was forbidden before", () => {
  const { source, floors } = floorsAt(2);
  floors.invalidate(["hole"], { kind: "hard", at: 100 });
  source.version = 3;
  floors.invalidate(["hole"], { kind: "soft", at: 200 });
  expect(floors.judge("hole", 1, 300)).toBe("old");
  expect(floors.judge("hole", 2, 300)).toBe("stale");
});
