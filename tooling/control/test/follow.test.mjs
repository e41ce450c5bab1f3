import { appendFile, mkdtemp, rm, truncate } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { follow } from "../src/follow.mjs";

let dir = "";
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "tagledger-follow-"));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

test("each line is given once, when it is whole", async () => {
  const file = join(dir, "whole.jsonl");
  const next = follow(file);
  expect(await next()).toEqual([]);
  await appendFile(file, '{"at":1}\n{"at"');
  expect(await next()).toEqual([{ at: 1 }]);
  expect(await next()).toEqual([]);
  await appendFile(file, ":2}\n");
  expect(await next()).toEqual([{ at: 2 }]);
});

test("a line that a killed process left half written costs only itself", async () => {
  const file = join(dir, "killed.jsonl");
  await appendFile(file, '{"at":1}\n{"a{"at":2}\n{"at":3}\n');
  expect(await follow(file)()).toEqual([{ at: 1 }, { at: 3 }]);
});

test("a file that was emptied is followed from its beginning", async () => {
  const file = join(dir, "emptied.jsonl");
  const next = follow(file);
  await appendFile(file, '{"at":1}\n{"at":2}\n');
  await next();
  await truncate(file, 0);
  await appendFile(file, '{"at":3}\n');
  expect(await next()).toEqual([{ at: 3 }]);
});
