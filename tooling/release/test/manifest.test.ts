import { expect, test } from "vitest";
import { manifestProblems } from "../src/manifest.mjs";

const GOOD = {
  name: "@tagledger/core",
  description: "The ledger",
  license: "MIT",
  type: "module",
  sideEffects: false,
  engines: { node: ">=20.9" },
  files: ["dist"],
  exports: { ".": { types: "./dist/index.d.ts", default: "./dist/index.js" }, "./package.json": "./package.json" },
  dependencies: { "lru-cache": "^11.2.2" },
};

test("a complete manifest has no problems", () => {
  expect(manifestProblems(GOOD)).toEqual([]);
});

test.each([
  ["another license", { license: "ISC" }, "license"],
  ["another floor of Node.js", { engines: { node: ">=18" } }, "engines.node"],
  ["no word on side effects", { sideEffects: undefined }, "sideEffects"],
  ["no list of files", { files: undefined }, "files"],
  ["types that are not first", { exports: { ...GOOD.exports, ".": { default: "a", types: "b" } } }, "types"],
  ["an export without default", { exports: { ...GOOD.exports, ".": { types: "b", import: "a" } } }, "default"],
  ["an export that is only a path", { exports: { ...GOOD.exports, "./x": "./dist/x.js" } }, "default"],
  ["a range that npm does not know", { dependencies: { "lru-cache": "catalog:" } }, "dependencies.lru-cache"],
])("%s is a problem", (_, change, named) => {
  expect(manifestProblems({ ...GOOD, ...change })).toContainEqual(expect.stringContaining(named));
});
