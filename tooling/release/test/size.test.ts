import { expect, test } from "vitest";
import { budgetProblems } from "../src/size.mjs";

test("what is within its budget is no problem", () => {
  expect(budgetProblems("p", { packed: 1000 }, { p: { packed: 1000 } })).toEqual([]);
});

test("a budget that is exceeded says by how much, where to look and what to set", () => {
  const [problem, ...others] = budgetProblems(
    "p",
    { packed: 12_345, unpacked: 1 },
    { p: { packed: 12_000, unpacked: 1 } },
  );
  expect(others).toEqual([]);
  expect(problem).toContain("12345 bytes, 345 more than its budget of 12000");
  expect(problem).toContain("set 14000 in tooling/release/size-budget.json");
});

test("a measure without a budget is a problem", () => {
  expect(budgetProblems("new", { packed: 900 }, {})).toEqual([
    "size: packed has no budget: give it 1000 in tooling/release/size-budget.json",
  ]);
});
