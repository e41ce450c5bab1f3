import { parseArgs } from "node:util";
import { runAsRow, runChecks } from "./checks.mjs";
import { ensureTool } from "./ensure-tool.mjs";
import { runPackageTests } from "./package-tests.mjs";
import { printSummary } from "./tally.mjs";

/**
 * `pnpm test`: installs what the tests need, builds, runs the static checks and the tests of every package, and prints
 * the totals as its last line. With `--filter <package>` (turbo's own) it only builds and tests those packages.
 */

/**
 * What the tests need besides npm packages; see `ensure-tool.mjs`. All of it at the start: two tests that install at once
 * would be in each other's way.
 */
const TOOLS = ["libfaketime", "redis-server", "chromium"];

const { values } = parseArgs({ options: { filter: { type: "string", multiple: true, short: "F", default: [] } } });
process.exitCode = printSummary(await runEverything(values.filter.map((filter) => `--filter=${filter}`)));

/**
 * @param {string[]} filters
 * @returns {Promise<import("./tally.mjs").Row[]>}
 */
async function runEverything(filters) {
  const everything = filters.length === 0;
  if (everything) {
    const missing = await installTools();
    if (missing !== undefined) return [missing];
  }
  const rows = [
    await runAsRow("build", [
      "turbo",
      "run",
      "build",
      "--ui=stream",
      "--continue",
      "--output-logs=new-only",
      ...filters,
    ]),
  ];
  if (everything) rows.push(...(await runChecks()));
  rows.push(...(await runPackageTests(filters)));
  return rows;
}

/** @returns {Promise<import("./tally.mjs").Row | undefined>} a row only when a tool cannot be had. */
async function installTools() {
  const startedAt = performance.now();
  try {
    for (const name of TOOLS) console.log(`${name}: ${await ensureTool(name)}`);
    return undefined;
  } catch (error) {
    const notes = [error instanceof Error ? error.message : String(error)];
    return { name: "tools", passed: 0, failed: 1, skipped: 0, seconds: (performance.now() - startedAt) / 1000, notes };
  }
}
