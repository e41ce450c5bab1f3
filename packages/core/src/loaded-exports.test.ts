import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { loadedExports } from "./loaded-exports.ts";

const directory = mkdtempSync(join(tmpdir(), "tagledger-loaded-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function write(file: string, content: string): string {
  const path = join(directory, file);
  writeFileSync(path, content);
  return path;
}

test("what a module exports is found once it has been loaded, and not loaded before", () => {
  const path = write("found.cjs", "module.exports = { storage: { name: 'theirs' }, other: 1 };");
  const find = loadedExports<{ name: string }>("/found.cjs", "storage");
  expect(find()).toEqual([]);
  const theirs = (createRequire(import.meta.url)(path) as { storage: { name: string } }).storage;
  expect(find()).toEqual([theirs]);
  expect(find()[0]).toBe(theirs);
  expect(loadedExports("/found.cjs", "missing")()).toEqual([]);
});

test("a module that is none of this process is not looked for for ever", () => {
  const find = loadedExports("/late.cjs", "storage");
  for (let search = 0; search < 100; search++) expect(find()).toEqual([]);
  createRequire(import.meta.url)(write("late.cjs", "module.exports = { storage: 1 };"));
  expect(find()).toEqual([]);
  expect(loadedExports("/late.cjs", "storage")()).toEqual([1]);
});
