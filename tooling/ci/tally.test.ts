import { expect, test } from "vitest";
import { type Row, tallyPackage, totalLine, type VitestReport } from "./tally.mjs";

const EMPTY: VitestReport = {
  numPassedTests: 0,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  testResults: [],
};
const ENDED_WELL = { exitCode: 0, seconds: 1.5 };
const ENDED_BADLY = { exitCode: 1, seconds: 1.5 };

function row(counts: Partial<Row>): Row {
  return { name: "p", passed: 0, failed: 0, skipped: 0, seconds: 0, notes: [], ...counts };
}

test("passed, pending and todo tests are counted", () => {
  const report = { ...EMPTY, numPassedTests: 7, numPendingTests: 2, numTodoTests: 1 };
  expect(tallyPackage("p", report, ENDED_WELL)).toEqual(row({ passed: 7, skipped: 3, seconds: 1.5 }));
});

test("a failed test is counted once and named", () => {
  const assertionResults = [
    { status: "passed", fullName: "one" },
    { status: "failed", fullName: "two" },
  ];
  const testResults = [{ name: "a.test.ts", status: "failed", message: "", assertionResults }];
  const report = { ...EMPTY, numPassedTests: 1, numFailedTests: 1, testResults };
  expect(tallyPackage("p", report, ENDED_BADLY)).toMatchObject({ passed: 1, failed: 1, notes: ["a.test.ts: two"] });
});

test("a file that cannot be loaded is one failure", () => {
  const testResults = [{ name: "a.test.ts", status: "failed", message: "no such module\n at …", assertionResults: [] }];
  expect(tallyPackage("p", { ...EMPTY, numPassedTests: 3, testResults }, ENDED_BADLY)).toMatchObject({
    passed: 3,
    failed: 1,
    notes: ["a.test.ts: no such module"],
  });
});

test.each([
  ["a runner that left no report", undefined, ENDED_WELL, "no report (exit 0)"],
  ["a runner that crashed", undefined, { exitCode: 137, seconds: 1 }, "no report (exit 137)"],
  ["a runner that was not started", undefined, { exitCode: undefined, seconds: 0 }, "its tests were not run"],
  ["a report without a test", EMPTY, ENDED_WELL, "no test ran"],
  ["only skipped tests", { ...EMPTY, numPendingTests: 4 }, ENDED_WELL, "no test ran"],
  ["an error outside the tests", { ...EMPTY, numPassedTests: 4 }, ENDED_BADLY, "all tests passed, but"],
  ["failures without a name", { ...EMPTY, numFailedTests: 1 }, ENDED_BADLY, "failures that name no test"],
])("%s is one failure", (_, report, task, note) => {
  const tallied = tallyPackage("p", report, task);
  expect(tallied.failed).toBe(1);
  expect(tallied.notes).toEqual([expect.stringContaining(note)]);
});

test("the last line sums all rows and names skipped tests only when there are some", () => {
  expect(totalLine([row({ passed: 2 }), row({ passed: 3, failed: 1 })])).toBe("5 passed, 1 failed");
  expect(totalLine([row({ passed: 2 }), row({ skipped: 4 })])).toBe("2 passed, 0 failed, 4 skipped");
});
