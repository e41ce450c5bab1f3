import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { built } from "../src/built.ts";
import { describeAnswer } from "../src/cell.ts";
import { request } from "../src/request.ts";
import { readTable } from "../src/row.ts";
import { openStage, started, type Stage } from "../src/stage.ts";
import { defaultShapes as variant } from "../src/variants.ts";
import { settle, warm } from "../src/warm.ts";

// What a lost ledger makes of an entry is what an invalidation makes of it.
const table = readTable(`
  st   | REV → static
  g-a  | REV → static
  gb-a | REV → static
  gs   | REV → static
  gp-a | dyn → dyn
  r    | MISS → static
`);

let stage: Stage;

beforeAll(async () => {
  await built(variant);
  stage = await openStage(started(variant.app, variant.env));
  await warm(stage, table);
});
afterAll(() => stage?.close());

test("when the ledger is gone, nothing that was stored is shown, and pages become static again", async () => {
  const { source, a, b, directory } = stage;
  const version = source.bump();
  const folders = await readdir(directory, { recursive: true, withFileTypes: true });
  const ledgers = folders.filter((entry) => entry.isDirectory() && entry.name === "ledger");
  expect(ledgers).toHaveLength(1);
  for (const { parentPath, name } of ledgers) await rm(join(parentPath, name), { recursive: true });

  for (const row of table) {
    expect(`${row.shape.name} ${describeAnswer(await request(b.url, row.shape.path, "D"), version)}`).toBe(
      `${row.shape.name} ${row.first}`,
    );
    for (const instance of [b, a]) {
      await settle(instance, row);
      const answer = describeAnswer(await request(instance.url, row.shape.path, "D"), version);
      expect(`${row.shape.name} ${answer}`).toBe(`${row.shape.name} ${row.then === "static" ? "HIT" : "dyn"}`);
    }
  }
});
