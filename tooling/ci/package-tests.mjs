import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { capture, ROOT, run } from "./command.mjs";
import { tallyPackage } from "./tally.mjs";

/** Where vitest leaves its report, in the directory of the package. */
const REPORT = "test-results.json";

/** Where `turbo run --summarize` says how each task ended. */
const RUNS = join(ROOT, ".turbo/runs");

/**
 * One package after the other: a test runner keeps both cores of a small machine busy by itself, and what the
 * end-to-end tests measure must not depend on a neighbour.
 */
const TEST = ["turbo", "run", "test", "--ui=stream", "--concurrency=1", "--continue=dependencies-successful"];

/** Given to the `test` script of every package, which is therefore a plain `vitest run`. */
const REPORTERS = ["--reporter=default", "--reporter=json", `--outputFile.json=${REPORT}`];

/**
 * A task in what turbo prints with `--dry=json` and writes with `--summarize`.
 *
 * @typedef {object} Task
 * @property {string} task
 * @property {string} package
 * @property {string} directory
 * @property {string} command
 * @property {{ exitCode: number | null, startTime: number, endTime: number }} [execution]
 */

/**
 * Runs the tests of every package that has a `test` script.
 *
 * @param {readonly string[]} filters
 * @returns {Promise<import("./tally.mjs").Row[]>} a row for each of them; one failed row when there are none.
 */
export async function runPackageTests(filters) {
  const planned = await planTests(filters);
  for (const { directory } of planned) rmSync(join(ROOT, directory, REPORT), { force: true });
  if (planned.length === 0) {
    return [{ name: "tests", passed: 0, failed: 1, skipped: 0, seconds: 0, notes: ["no package has tests"] }];
  }

  rmSync(RUNS, { recursive: true, force: true });
  await run([...TEST, "--summarize", ...filters, "--", ...REPORTERS]);
  const finished = readFinishedTasks();
  return planned.map(({ package: name, directory }) => {
    const execution = finished.find((task) => task.package === name)?.execution;
    const seconds = execution ? (execution.endTime - execution.startTime) / 1000 : 0;
    // A task that was ended by a signal has no exit code.
    const exitCode = execution ? (execution.exitCode ?? 1) : undefined;
    return tallyPackage(name, readReport(directory), { exitCode, seconds });
  });
}

/**
 * @param {readonly string[]} filters
 * @returns {Promise<Task[]>}
 */
async function planTests(filters) {
  const { status, stdout, stderr } = await capture([...TEST, "--dry=json", ...filters]);
  if (status !== 0) throw new Error(`turbo cannot list the tests: ${stderr}`);
  return testTasks(JSON.parse(stdout).tasks);
}

/** @returns {Task[]} */
function readFinishedTasks() {
  const names = existsSync(RUNS) ? readdirSync(RUNS) : [];
  return names.flatMap((name) => testTasks(JSON.parse(readFileSync(join(RUNS, name), "utf8")).tasks));
}

/** @param {Task[]} tasks */
function testTasks(tasks) {
  return tasks.filter((task) => task.task === "test" && task.command !== "<NONEXISTENT>");
}

/**
 * @param {string} directory
 * @returns {import("./tally.mjs").VitestReport | undefined} `undefined` when there is none, or it was cut off.
 */
function readReport(directory) {
  try {
    return JSON.parse(readFileSync(join(ROOT, directory, REPORT), "utf8"));
  } catch {
    return undefined;
  }
}
