import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { chart } from "./chart.mjs";
import { markdown } from "./markdown.mjs";

/** @typedef {import("./rows.mjs").Row} Row */
/** @typedef {{ name: string, title: string, rows: readonly Row[] }} Measured */
/** @typedef {{ date: string, commit: string }} When */

/**
 * Writes `latest.json`, `README.md` and a chart for each scenario. Scenarios that were not run stay as they were.
 *
 * @param {string} folder
 * @param {{ machine: string, date: string, commit: string, scenarios: readonly Measured[] }} result
 */
export async function writeReport(folder, result) {
  const before = await readScenarios(join(folder, "latest.json"));
  const names = new Set([...before.map(({ name }) => name), ...result.scenarios.map(({ name }) => name)]);
  const { machine, date, commit } = result;
  const now = result.scenarios.map((one) => ({ ...one, date, commit }));
  const scenarios = [...names].flatMap(
    (name) => now.find((one) => one.name === name) ?? before.find((one) => one.name === name) ?? [],
  );
  const titles = Object.fromEntries(scenarios.map(({ name, title }) => [name, title]));
  const runs = Object.fromEntries(scenarios.map((one) => [one.name, { date: one.date, commit: one.commit }]));
  const rows = scenarios.flatMap((one) => one.rows.map((row) => ({ group: one.name, ...row })));
  await mkdir(folder, { recursive: true });
  await writeFile(
    join(folder, "latest.json"),
    `${JSON.stringify({ machine, date, commit, titles, runs, rows }, undefined, 2)}\n`,
  );
  await writeFile(join(folder, "README.md"), markdown({ machine, scenarios }));
  for (const { name, title, rows: measured } of scenarios) {
    if (measured.some((row) => row.ratio !== null))
      await writeFile(join(folder, `${name}.svg`), chart(title, measured));
  }
}

/**
 * @param {string} file
 * @returns {Promise<(Measured & When)[]>} what earlier runs have left
 */
async function readScenarios(file) {
  let text;
  try {
    text = await readFile(file, "utf8");
  } catch {
    return [];
  }
  /** @type {{ titles: Record<string, string>, runs: Record<string, When>, rows: (Row & { group: string })[] }} */
  const { titles, runs, rows } = JSON.parse(text);
  return Object.entries(runs).map(([name, { date, commit }]) => ({
    name,
    title: titles[name] ?? name,
    date,
    commit,
    rows: rows.filter((row) => row.group === name),
  }));
}
