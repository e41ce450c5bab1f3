import { afterAll, beforeAll, expect, test } from "vitest";
import { built } from "../src/built.ts";
import { describeAnswer } from "../src/cell.ts";
import { eventually } from "../src/eventually.ts";
import { invalidateByRoute } from "../src/invalidate.ts";
import { request } from "../src/request.ts";
import { readTable } from "../src/row.ts";
import { openStage, started, type Stage } from "../src/stage.ts";
import { defaultShapes as variant } from "../src/variants.ts";
import { settle, warm } from "../src/warm.ts";

const table = readTable(`
  st  | → static
  g-a | → static
`);

let stage: Stage;

beforeAll(async () => {
  await built(variant);
  stage = await openStage(started(variant.app, variant.env));
  await warm(stage, table);
});
afterAll(() => stage?.close());

// Next answers a Route Handler without waiting for the handlers, so these wait for the effect.
async function becomesFresh(path: string): Promise<void> {
  for (const { url } of [stage.b, stage.a]) {
    await eventually(async () => {
      expect(describeAnswer(await request(url, path, "D"), stage.source.version)).toBe("HIT");
    });
  }
}

test("revalidateTag in a Route Handler of A reaches B", async () => {
  stage.source.bump();
  await invalidateByRoute(stage.a.url, { tag: "t1" });
  for (const { shape } of table) {
    await becomesFresh(shape.path);
    expect((await request(stage.b.url, shape.path, "N")).cache).toBe("HIT");
  }
});

test("revalidatePath of one page reaches B and leaves the page beside it alone", async () => {
  const { source, a, b } = stage;
  for (const row of table) await settle(b, row);
  const old = source.version;
  source.bump();
  await invalidateByRoute(a.url, { path: "/g/a" });
  await becomesFresh("/g/a");
  expect(describeAnswer(await request(b.url, "/st", "D"), old)).toBe("HIT");
});
