import { expect, test } from "vitest";
import { chart } from "../report/chart.mjs";
import { markdown } from "../report/markdown.mjs";
import { isReached, row } from "../report/rows.mjs";
import { median, quantile, spread } from "../statistics.mjs";

const base = { scenario: "s", subject: "ours", unit: "requests/s" };
const page = (/** @type {import("../report/rows.mjs").Row} */ one) =>
  markdown({ machine: "m", date: "2026-01-02", commit: "c", scenarios: [{ name: "n", title: "t", rows: [one] }] });

test("a target that is missed is shown as missed", () => {
  expect(page(row({ ...base, ratio: 0.94, target: 0.95 }))).toContain("≥ 0.95, **missed**");
  expect(page(row({ ...base, ratio: 0.95, target: 0.95 }))).toContain("≥ 0.95, reached");
});

test("a target can be the most that is allowed", () => {
  expect(isReached(row({ ...base, ratio: 1.4, target: 1.3, atMost: true }))).toBe(false);
  expect(isReached(row({ ...base, ratio: 1.2, target: 1.3, atMost: true }))).toBe(true);
});

test("what was not measured is neither reached nor missed", () => {
  expect(isReached(row({ ...base, target: 1 }))).toBeUndefined();
  expect(page(row({ ...base, target: 1 }))).toContain("not measured");
});

test("somebody who fails is in the table with the error", () => {
  expect(page(row({ ...base, error: "3 wrong answers" }))).toContain("failed: 3 wrong answers");
});

test("somebody who fails in the end has reached nothing, whatever was measured before", () => {
  const failed = row({ ...base, median: 7, ratio: 1.4, target: 1, error: "3 wrong answers" });
  expect(isReached(failed)).toBe(false);
  expect(page(failed)).toMatch(/7 \S+; failed: 3 wrong answers/);
});

test("a chart has a bar for each ratio, and text that is safe to show", () => {
  const svg = chart("a < b", [row({ ...base, subject: "x & y", ratio: 0.5, target: 0.9 }), row(base)]);
  expect(svg.match(/<rect/g)).toHaveLength(1);
  expect(svg).toContain("x &amp; y");
  expect(svg).toContain("a &lt; b");
});

test("a median lies between the two in the middle, the spread is that of the middle half", () => {
  expect(median([4, 1, 3, 2])).toBe(2.5);
  expect(quantile([10, 20, 30], 0.25)).toBe(15);
  expect(spread([10, 20, 30])).toBe(0.5);
  expect(median([])).toBeNaN();
});
