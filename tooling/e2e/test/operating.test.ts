import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { built } from "../src/built.ts";
import { describeAnswer } from "../src/cell.ts";
import { eventually } from "../src/eventually.ts";
import { appDirectory } from "../src/next-app.ts";
import { request } from "../src/request.ts";
import { openStage, started, type Stage } from "../src/stage.ts";
import { defaultShapes } from "../src/variants.ts";

// The command `tagledger` beside running instances, which do not know that it exists.
const BIN = join(import.meta.dirname, "../../../packages/cli/dist/bin.js");

let stage: Stage;

beforeAll(async () => {
  await built(defaultShapes);
  stage = await openStage(started(defaultShapes.app, defaultShapes.env));
});
afterAll(() => stage.close());

async function tagledger(...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [BIN, ...args, "--dir", stage.directory], {
    cwd: appDirectory(defaultShapes.app),
  });
  return stdout;
}

async function settle(): Promise<void> {
  for (const { url } of [stage.a, stage.b]) {
    await eventually(async () => expect((await request(url, "/st", "D")).cache).toBe("HIT"));
  }
}

test.for<[string, string[]]>([
  ["a tag", ["--tag", "t1"]],
  ["a path", ["--path", "/st"]],
  ["a prefix", ["--prefix", "t"]],
  ["everything", ["--all", "--yes"]],
])("every instance obeys when %s is purged", async ([, flags]) => {
  await settle();
  const version = stage.source.bump();
  await tagledger("purge", ...flags);
  for (const { url } of [stage.b, stage.a]) {
    expect(describeAnswer(await request(url, "/st", "D"), version)).not.toMatch(/OLD|∅/);
  }
});

test("every instance serves the old while a fresh one is made when a tag is purged with --max", async () => {
  await settle();
  const version = stage.source.bump();
  await tagledger("purge", "--tag", "t1", "--max");
  expect(describeAnswer(await request(stage.b.url, "/st", "D"), version)).toBe("STALE OLD");
  for (const { url } of [stage.a, stage.b]) {
    await eventually(async () => expect(describeAnswer(await request(url, "/st", "D"), version)).toBe("HIT"));
  }
});

test("inspect finds the page that the instances serve, and says what they do with it", async () => {
  await settle();
  const fresh = JSON.parse(await tagledger("inspect", "/st", "--json")) as {
    entries: { verdict: string; kind: string }[];
  };
  expect(fresh.entries).toContainEqual(expect.objectContaining({ kind: "APP_PAGE", verdict: "fresh" }));
  await tagledger("purge", "--tag", "t1");
  const after = JSON.parse(await tagledger("inspect", "/st", "--json")) as typeof fresh;
  expect(after.entries).toContainEqual(expect.objectContaining({ kind: "APP_PAGE", verdict: "expired" }));
});
