import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { chart } from "../report/chart.mjs";
import { markdown } from "../report/markdown.mjs";
import { isReached, row } from "../report/rows.mjs";
import { writeReport } from "../report/write.mjs";
import { median, quantile, spread } from "../statistics.mjs";

const base = { scenario: "s", subject: "ours", unit: "requests/s" };
const page = (/** @type {import("../report/rows.mjs").Row} */ one) =>
  markdown({
    machine: "m",
    scenarios: [{ name: "n", title: "t", date: "2026-01-02T03:04:05Z", commit: "c", rows: [one] }],
  });

test("a target that is missed is shown as missed", () => {
  expect(page(row({ ...base, ratio: 0.94, target: 0.95 }))).toContain("≥ 0.95, **missed**");
  expect(page(row({ ...base, ratio: 0.95, target: 0.95 }))).toContain("≥ 0.95, reached");
});

test("a target can be the most that is allowed", () => {
  expect(isReached(row({ ...base, ratio: 1.4, target: 1.3, atMost: true }))).toBe(false);
  expect(isReached(row({ ...base, ratio: 1.2, target: 1.3, atMost: true }))).toBe(true);
});

test("the page begins with what was missed", () => {
  const missed = { ...base, scenario: "reads", tags: 10_000, ratio: 0.94, target: 0.95 };
  expect(page(row(missed))).toContain("0 reached, 1 missed:\n\n- reads, ours, 10,000 tags: 0.940 (≥ 0.95)\n");
  expect(page(row({ ...missed, ratio: 0.95 }))).toContain("1 reached, 0 missed.\n\n## t");
  expect(page(row(base))).not.toContain("Targets");
});

test("a scenario that was not run again keeps its rows, its date and its commit", async () => {
  const folder = await mkdtemp(join(tmpdir(), "tagledger-bench-test-"));
  try {
    const write = (/** @type {string} */ name, /** @type {string} */ day, /** @type {string} */ commit) =>
      writeReport(folder, {
        machine: "m",
        date: `2026-01-${day}T00:00:00Z`,
        commit,
        scenarios: [{ name, title: name, rows: [row({ ...base, scenario: `${name} ${day}` })] }],
      });
    await write("one", "01", "aaa");
    await write("other", "02", "bbb");
    await write("other", "03", "ccc");
    const text = await readFile(join(folder, "README.md"), "utf8");
    expect(text).toMatch(
      /`pnpm bench one`, 2026-01-01, at aaa\.[^]*one 01[^]*`pnpm bench other`, 2026-01-03, at ccc\./,
    );
    expect(text).not.toContain("other 02");
  } finally {
    await rm(folder, { recursive: true });
  }
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
