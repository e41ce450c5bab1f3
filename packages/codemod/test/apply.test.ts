import { describe, expect, test } from "vitest";
import { applyTransform } from "../src/apply.ts";
import { DEFAULT_OPTIONS } from "../src/options.ts";
import { UNKNOWN_APP } from "../src/project/app.ts";
import { UNKNOWN_REACH } from "../src/project/reach.ts";
import { createProject } from "../src/project/project.ts";
import { memoryTree } from "../src/project/tree.ts";
import { migrate } from "../src/run/migrate.ts";
import type { Transform } from "../src/transform.ts";

const context = { options: DEFAULT_OPTIONS, app: UNKNOWN_APP, reach: UNKNOWN_REACH };
const TEXT = "\uFEFFconst a = 1\r\n";

function transform(apply: Transform["apply"]): Transform {
  return { name: "mine", summary: "", needles: ["a"], apply };
}

function result(apply: Transform["apply"]): { readonly text: string; readonly failure?: string | undefined } {
  const { text, failure } = applyTransform(transform(apply), "a.ts", TEXT, context);
  return { text, failure };
}

describe("a text stays as it was, and the report says why, when the transform", () => {
  test("throws", () => {
    const thrown = result(() => {
      throw new TypeError("x is not a function\n    at somewhere");
    });
    expect(thrown).toEqual({ text: TEXT, failure: "mine failed: x is not a function; please report it" });
  });

  test("breaks the syntax", () => {
    const broken = result((file) => file.edits.insert(TEXT.length, "const ="));
    expect(broken.text).toBe(TEXT);
    expect(broken.failure).toMatch(/^mine would have broken the file \(.+\); please report it$/);
  });

  test("is not done after the first time", () => {
    const growing = result((file) => file.edits.insert(TEXT.length, "a\r\n"));
    expect(growing).toEqual({ text: TEXT, failure: "mine would have changed its own result; please report it" });
  });

  test("edits one place twice", () => {
    const twice = result((file) => {
      file.edits.remove(1, 6);
      file.edits.replace(3, 8, "x");
    });
    expect(twice).toEqual({ text: TEXT, failure: "mine failed: two edits overlap at 3–8 and 1–6; please report it" });
  });
});

test("what an earlier transform did to a file goes as well when a later one fails on it", () => {
  const first = transform((file) => {
    const at = file.text.indexOf("1");
    if (at !== -1) file.edits.replace(at, at + 1, "2");
  });
  const second = {
    ...transform(() => {
      throw new Error("no");
    }),
    name: "second",
  };
  const tree = memoryTree({ "a.ts": TEXT });
  const [migrated] = migrate({
    files: [{ path: "a.ts", text: TEXT }],
    transforms: [first, second],
    options: DEFAULT_OPTIONS,
    project: createProject(tree),
    set: () => {},
    dry: false,
  });
  expect(migrated).toEqual({
    path: "a.ts",
    before: TEXT,
    after: TEXT,
    findings: [],
    failure: "second failed: no; please report it",
  });
});
