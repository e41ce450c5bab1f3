import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isReached } from "../report/rows.mjs";
import { scenarios } from "../scenarios.mjs";
import { writeReport } from "../report/write.mjs";

/** @typedef {import("../report/rows.mjs").Row} Row */

let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tagledger-bench-test-"));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe.each(scenarios.filter(({ installs }) => installs !== true))("$name", ({ name, title, run }) => {
  /** @type {Row[]} */
  let rows = [];

  beforeAll(async () => {
    rows = await run({ effort: "moment", say() {} });
  }, 300_000);

  test("measures every cell", () => {
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.flatMap(({ error }) => error ?? [])).toEqual([]);
    for (const { median } of rows) expect(median).toBeGreaterThanOrEqual(0);
    expect(new Set(rows.map(({ scenario, subject, tags }) => `${scenario}, ${subject}, ${tags}`)).size).toBe(
      rows.length,
    );
  });

  test("compares with something that was measured in the same run", () => {
    const compared = rows.filter(({ ratio }) => ratio !== null);
    for (const { ratio, against } of compared) {
      expect(against).toEqual(expect.any(String));
      expect(Number.isFinite(ratio)).toBe(true);
    }
    for (const { ratio } of rows.filter(({ target }) => target !== null)) expect(ratio).not.toBeNull();
  });

  test("finds nothing that must never be", () => {
    for (const row of rows.filter(({ target }) => target === 0)) expect(isReached(row)).toBe(true);
  });

  test("is a page, a chart and rows that a program can read", async () => {
    const at = { machine: "a machine", date: "2026-01-02T03:04:05.000Z", commit: "abc1234" };
    await writeReport(folder, { ...at, scenarios: [{ name, title, rows }] });
    const written = JSON.parse(await readFile(join(folder, "latest.json"), "utf8"));
    expect(written.rows.filter((/** @type {{ group: string }} */ row) => row.group === name)).toEqual(
      rows.map((row) => JSON.parse(JSON.stringify({ group: name, ...row }))),
    );
    const page = await readFile(join(folder, "README.md"), "utf8");
    for (const { scenario, subject } of rows) expect(page).toContain(`| ${scenario} | ${subject} |`);
  });
});
