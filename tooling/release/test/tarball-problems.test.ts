import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ROOT } from "@tagledger/ci/command";
import { contentProblems } from "../src/tarball-problems.mjs";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "tagledger-tarball-"));
  for (const [file, text] of Object.entries(GOOD)) write(file, text);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(file: string, text: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
}

const MANIFEST = { exports: { ".": { types: "./dist/a.d.ts", default: "./dist/a.js" } } };
const GOOD = {
  LICENSE: "MIT",
  "README.md": "# a",
  "dist/a.d.ts": "export {};",
  "dist/a.js": "export {};\n//# sourceMappingURL=a.js.map",
  "dist/a.js.map": JSON.stringify({ sources: ["../src/a.ts"] }),
  "src/a.ts": "export {};",
};

test("a complete package has no problems", () => {
  expect(contentProblems(root, MANIFEST)).toEqual([]);
});

test.each([
  ["LICENSE", "LICENSE is missing"],
  ["README.md", "README.md is missing"],
  ["dist/a.d.ts", "package.json names ./dist/a.d.ts, which is not there"],
  ["src/a.ts", "dist/a.js.map points to ../src/a.ts, which is not in the package"],
  ["dist/a.js.map", "dist/a.js names its map a.js.map, which is not there"],
])("without %s it has one", (file, problem) => {
  rmSync(join(root, file));
  expect(contentProblems(root, MANIFEST)).toEqual([problem]);
});

test.each([
  ["src/a.test.ts", "", "src/a.test.ts belongs to the tests"],
  ["test/helper.ts", "", "test/helper.ts belongs to the tests"],
  ["dist/b.js", `"${ROOT}"`, `dist/b.js has a path of this machine in it: ${ROOT}`],
  [
    "dist/c.js.map",
    JSON.stringify({ sources: ["../../outside.ts"] }),
    "dist/c.js.map points to ../../outside.ts, which is not in the package",
  ],
])("with such a %s it has one", (file, text, problem) => {
  write(file, text);
  expect(contentProblems(root, MANIFEST)).toEqual([problem]);
});
