import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { chart } from "./chart.mjs";
import { markdown } from "./markdown.mjs";

/** @typedef {import("./rows.mjs").Row} Row */
/** @typedef {{ name: string, title: string, rows: readonly Row[] }} Measured */

/**
 * Writes `latest.json`, `README.md` and a chart for each scenario. Scenarios that were not run stay as they were.
 *
 * @param {string} folder
 * @param {{ machine: string, date: string, commit: string, scenarios: readonly Measured[] }} result
 */
export async function writeReport(folder, result) {
  const before = await readScenarios(join(folder, "latest.json"));
  const names = new Set([...before.map(({ name }) => name), ...result.scenarios.map(({ name }) => name)]);
  const scenarios = [...names].flatMap(
    (name) => result.scenarios.find((one) => one.name === name) ?? before.find((one) => one.name === name) ?? [],
  );
  const { machine, date, commit } = result;
  const titles = Object.fromEntries(scenarios.map(({ name, title }) => [name, title]));
  const rows = scenarios.flatMap((one) => one.rows.map((row) => ({ group: one.name, ...row })));
  await mkdir(folder, { recursive: true });
  await writeFile(
    join(folder, "latest.json"),
    `${JSON.stringify({ machine, date, commit, titles, rows }, undefined, 2)}\n`,
  );
  await writeFile(join(folder, "README.md"), markdown({ machine, date, commit, scenarios }));
  for (const { name, title, rows: measured } of scenarios) {
    if (measured.some((row) => row.ratio !== null))
      await writeFile(join(folder, `${name}.svg`), chart(title, measured));
  }
}

/**
 * @param {string} file
 * @returns {Promise<Measured[]>} what an earlier run has left
 */
async function readScenarios(file) {
  let text;
  try {
    text = await readFile(file, "utf8");
  } catch {
    return [];
  }
  /** @type {{ titles: Record<string, string>, rows: (Row & { group: string })[] }} */
  const { titles, rows } = JSON.parse(text);
  return Object.entries(titles).map(([name, title]) => ({
    name,
    title,
    rows: rows.filter((row) => row.group === name),
  }));
}
