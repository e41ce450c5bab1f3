import { afterAll, beforeAll, expect, test } from "vitest";
import { built } from "../src/built.ts";
import { differences, measure, report } from "../src/matrix.ts";
import { readTable } from "../src/row.ts";
import { openStage, started, type Stage } from "../src/stage.ts";
import { defaultShapes as variant } from "../src/variants.ts";

// Next's own cache on the instance that invalidated, which is the case it is made for. The suite must be able to see
// these faults; a row that turns correct tells that Next changed.
const table = readTable(`
  st    | DNPS:MISS → static
  g-a   | D:dyn OLD; NP:404 ∅; S:MISS ∅ → A.D dyn OLD, A.D dyn OLD, A.N 404 ∅, A.S MISS ∅, A.D dyn OLD, A.N 404 ∅ later-OLD
  gp-a  | D:dyn OLD; N:dyn; P:404 ∅; S:MISS ∅ → dyn later-OLD
  gb-a  | DNPS:MISS → static
  gv-zz | D:dyn OLD; N:dyn; P:404 ∅; S:MISS ∅ → dyn later-OLD
  r     | D:MISS → static
`);

let stage: Stage;

beforeAll(async () => {
  await built(variant);
  stage = await openStage(started(variant.app, { ...variant.env, E2E_HANDLERS: "none" }));
});
afterAll(() => stage?.close());

test("without handlers, shell pages keep the value of the build on the only instance that heard", async () => {
  const alone = { ...stage, b: stage.a };
  const measured = await measure(alone, table, "a");
  expect(differences(measured), report(measured)).toEqual([]);
});
