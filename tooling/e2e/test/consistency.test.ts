import { expect, test } from "vitest";
import { createConsistencyChecker, type Completion, type Observation } from "../src/outage/consistency.ts";

const completion = (version: number, completedMs: number, tag = "t"): Completion => ({ tag, version, completedMs });
const answer = (version: number, startedMs: number, tag = "t"): Observation => ({
  tag,
  version,
  startedMs,
  origin: "a /path",
});

function check(completions: Completion[], answers: Observation[]): { version: number; least: number }[] {
  const checker = createConsistencyChecker();
  for (const one of answers) checker.answered(one);
  for (const one of completions) checker.completed(one);
  return checker.violations().map(({ version, least }) => ({ version, least }));
}

test("an old answer to a request that began after an invalidation had completed is a violation", () => {
  expect(check([completion(2, 100)], [answer(1, 101)])).toEqual([{ version: 1, least: 2 }]);
});

test("an old answer to a request that began before that is none", () => {
  expect(check([completion(2, 100)], [answer(1, 99), answer(1, 100)])).toEqual([]);
});

test("a new or a still newer answer is none", () => {
  expect(check([completion(2, 100)], [answer(2, 101), answer(3, 101)])).toEqual([]);
});

test("nothing is demanded before the first invalidation, nor by that of another tag", () => {
  expect(check([completion(2, 100, "other")], [answer(1, 101)])).toEqual([]);
});

test("an answer without data is a violation, whenever it came", () => {
  expect(check([], [answer(Number.NaN, 1)])).toEqual([{ version: Number.NaN, least: 0 }]);
});

test("what came back after it had been replaced is a violation", () => {
  const completions = [completion(2, 100), completion(3, 200)];
  expect(check(completions, [answer(3, 201), answer(2, 202)])).toEqual([{ version: 2, least: 3 }]);
});

test("an older invalidation that completes later takes nothing back", () => {
  expect(check([completion(3, 100), completion(2, 200)], [answer(2, 201)])).toEqual([{ version: 2, least: 3 }]);
});

test("the order in which things are reported does not matter", () => {
  expect(check([completion(3, 200), completion(2, 100)], [answer(2, 150), answer(1, 150)])).toEqual([
    { version: 1, least: 2 },
  ]);
});
