import { afterAll, beforeAll, expect, test } from "vitest";
import { built } from "../src/built.ts";
import { describeAnswer } from "../src/cell.ts";
import { expireTag } from "../src/invalidate.ts";
import { request, type RequestType } from "../src/request.ts";
import { readTable } from "../src/row.ts";
import { openStage, started, type Stage } from "../src/stage.ts";
import { defaultShapes as variant } from "../src/variants.ts";
import { settle, warm } from "../src/warm.ts";

const table = readTable(`
  st   | D:500 → static
  g-a  | D:500 → static
  gb-a | D:500 → static
  gv   | D:500 → static
  ppr  | D:500 → dyn
  gp-a | D:500 → dyn
  r    | D:500 → static
`);

let stage: Stage;

beforeAll(async () => {
  await built(variant);
  stage = await openStage(started(variant.app, variant.env));
  await warm(stage, table);
});
afterAll(() => stage?.close());

const sequence: ["a" | "b", RequestType][] = [
  ["b", "D"],
  ["b", "N"],
  ["b", "D"],
  ["a", "D"],
  ["a", "N"],
  ["b", "D"],
];

test.each(table)(
  "$shape.name: while the page throws nothing old is shown or kept, afterwards it is fresh at once",
  async (row) => {
    const { source, a, b } = stage;
    const version = source.bump();
    await expireTag(a.url, "t1");
    const recover = source.fail();
    const seen: string[] = [];
    for (const [at, type] of sequence) {
      if (!row.shape.types.includes(type)) continue;
      seen.push(`${at}.${type} ${describeAnswer(await request(stage[at].url, row.shape.path, type), version)}`);
    }
    recover();
    expect(seen.filter((cell) => cell.includes("OLD"))).toEqual([]);
    expect(
      seen.filter((cell) => /\.D /.test(cell) && !/ 500 /.test(cell)),
      seen.join(", "),
    ).toEqual([]);

    const first = await request(b.url, row.shape.path, "D");
    expect(first.status).toBe(200);
    expect(describeAnswer(first, version)).not.toMatch(/OLD|∅/);
    for (const instance of [b, a]) {
      await settle(instance, row);
      expect(describeAnswer(await request(instance.url, row.shape.path, "D"), version)).toBe(
        row.then === "static" ? "HIT" : "dyn",
      );
    }
  },
);
