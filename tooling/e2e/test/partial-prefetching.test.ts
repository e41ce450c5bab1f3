import { afterAll, beforeAll, expect, test } from "vitest";
import { built } from "../src/built.ts";
import { differences, measure, report } from "../src/matrix.ts";
import { readTable } from "../src/row.ts";
import { openStage, started, type Stage } from "../src/stage.ts";
import { partialPrefetchingShapes as variant } from "../src/variants.ts";

const table = readTable(`
  st    | DNPS:REV → static
  ppr   | DN:dyn; PS:REV → dyn
  g-a   | DNPS:REV → static
  gp-a  | DN:dyn; PS:REV → dyn
  gn-a  | DNPS:REV → static
  gb-a  | DNPS:REV → static
  gs    | DNPS:REV → static
  gv    | DNPS:REV → static
  gb-zz | DPS:REV; N:dyn → static
  g-zz  | DPS:REV; N:dyn → static
  gp-zz | DN:dyn; PS:REV → dyn
  gs-zz | DPS:REV; N:dyn → static
  gv-zz | DPS:REV; N:dyn → static
  r     | D:MISS → static
  rg-a  | D:MISS → static
`);

let stage: Stage;

beforeAll(async () => {
  await built(variant);
  stage = await openStage(started(variant.app, variant.env));
});
afterAll(() => stage?.close());

test("after an invalidation on A, B answers fresh, then static, and recomputes nothing else", async () => {
  const measured = await measure(stage, table, "b");
  expect(differences(measured), report(measured)).toEqual([]);
});

test("the instance that invalidated answers in the same way", async () => {
  const measured = await measure(stage, table, "a");
  expect(differences(measured), report(measured)).toEqual([]);
});
