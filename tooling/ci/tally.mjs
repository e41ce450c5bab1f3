/**
 * One line of the summary: a check, or the tests of a package.
 *
 * @typedef {object} Row
 * @property {string} name
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 * @property {number} seconds
 * @property {string[]} notes what failed, one line each.
 */

/**
 * What vitest's JSON reporter writes, as far as it is read here.
 *
 * @typedef {object} VitestReport
 * @property {number} numPassedTests
 * @property {number} numFailedTests
 * @property {number} numPendingTests
 * @property {number} numTodoTests
 * @property {{ name: string, status: string, message: string, assertionResults: { status: string, fullName: string }[] }[]} testResults
 */

/**
 * Counts the tests of a package. Whatever is not known to have passed has failed: no report, an empty one, a file that
 * could not be loaded, a runner that ended badly although every test passed.
 *
 * @param {string} name
 * @param {VitestReport | undefined} report
 * @param {{ exitCode: number | undefined, seconds: number }} task `exitCode` is `undefined` when it was not started.
 * @returns {Row}
 */
export function tallyPackage(name, report, { exitCode, seconds }) {
  const row = { name, passed: 0, failed: 0, skipped: 0, seconds, notes: /** @type {string[]} */ ([]) };
  const fail = (/** @type {string} */ note, count = 1) => {
    row.failed += count;
    row.notes.push(note);
  };
  if (report === undefined) {
    fail(exitCode === undefined ? "its tests were not run: something it needs failed" : `no report (exit ${exitCode})`);
    return row;
  }
  row.passed = report.numPassedTests;
  row.skipped = report.numPendingTests + report.numTodoTests;
  for (const file of report.testResults) {
    const failures = file.assertionResults.filter((result) => result.status === "failed");
    for (const failure of failures) fail(`${file.name}: ${failure.fullName}`);
    if (file.status === "failed" && failures.length === 0) fail(`${file.name}: ${firstLine(file.message)}`);
  }
  if (row.failed < report.numFailedTests) fail("failures that name no test", report.numFailedTests - row.failed);
  if (row.passed + row.failed === 0) fail("no test ran");
  if (exitCode !== 0 && row.failed === 0) fail(`all tests passed, but the runner ended with status ${exitCode}`);
  return row;
}

/**
 * @param {readonly Row[]} rows
 * @returns {string} the last line of the summary.
 */
export function totalLine(rows) {
  const sum = (/** @type {"passed" | "failed" | "skipped"} */ key) => rows.reduce((total, row) => total + row[key], 0);
  const skipped = sum("skipped");
  return `${sum("passed")} passed, ${sum("failed")} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}

/**
 * Prints what failed, a table, and the totals as the last line.
 *
 * @param {readonly Row[]} rows
 * @returns {number} the exit status.
 */
export function printSummary(rows) {
  const width = Math.max(...rows.map((row) => row.name.length));
  const line = (/** @type {string} */ name, /** @type {(string | number)[]} */ ...cells) =>
    `${name.padEnd(width)}${cells.map((cell) => String(cell).padStart(9)).join("")}`;
  const failures = rows.flatMap((row) => row.notes.map((note) => `FAILED ${row.name}: ${note}`));

  const table = rows.map((row) => line(row.name, row.passed, row.failed, row.skipped, row.seconds.toFixed(1)));
  console.log(["", ...failures, "", line("", "passed", "failed", "skipped", "seconds"), ...table, ""].join("\n"));
  console.log(totalLine(rows));
  return failures.length > 0 ? 1 : 0;
}

/** @param {string} text */
function firstLine(text) {
  return text.split("\n", 1)[0] || "could not be run";
}
