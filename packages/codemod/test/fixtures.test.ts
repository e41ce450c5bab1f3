import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { applyTransform } from "../src/apply.ts";
import { positionOf } from "../src/position.ts";
import { createProject } from "../src/project/project.ts";
import { memoryTree } from "../src/project/tree.ts";
import { TRANSFORMS } from "../src/transforms.ts";
import { syntaxError } from "../src/verify.ts";
import { BASE, type Fixture, fixturesOf } from "./fixture.ts";

/** `UPDATE_FIXTURES=1 vitest run test/fixtures.test.ts` writes what is made now; read the difference before you commit it. */
const updates = process.env["UPDATE_FIXTURES"] === "1";

describe.each(TRANSFORMS)("$name", (transform) => {
  const fixtures = fixturesOf(transform);

  test("has cases", () => {
    expect(fixtures.length).toBeGreaterThan(0);
  });

  test.each(fixtures)("$name", (fixture) => {
    const input = readFileSync(fixture.inputFile, "utf8");
    const result = run(fixture, input);
    expect(result.failure).toBeUndefined();
    const report = result.findings.map(({ offset, kind, reason, message, suggestion }) => ({
      ...positionOf(input, offset),
      kind,
      reason,
      message,
      ...(suggestion === undefined ? {} : { suggestion }),
    }));
    if (updates) update(fixture, input, result.text, report);
    const expected = existsSync(fixture.outputFile) ? readFileSync(fixture.outputFile, "utf8") : input;

    for (const text of [input, expected, result.text]) expect(syntaxError(fixture.path, text)).toBeUndefined();
    expect(result.text).toBe(expected);
    expect(report).toEqual(JSON.parse(readFileSync(fixture.reportFile, "utf8")));
    expect(run(fixture, result.text).text).toBe(result.text);
  });
});

function run(fixture: Fixture, text: string): ReturnType<typeof applyTransform> {
  const files = { ...BASE, ...fixture.files, [fixture.path]: text };
  const project = createProject(memoryTree(files));
  const context = {
    options: fixture.options,
    app: project.app(fixture.path),
    reach: project.reach(fixture.path),
    project,
  };
  return applyTransform(fixture.transform, fixture.path, text, context);
}

function update(fixture: Fixture, input: string, output: string, report: unknown): void {
  if (output === input) rmSync(fixture.outputFile, { force: true });
  else writeFileSync(fixture.outputFile, output);
  writeFileSync(fixture.reportFile, `${JSON.stringify(report, undefined, 2)}\n`);
}
