import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { built } from "../src/built.ts";
import { describeAnswer } from "../src/cell.ts";
import { rendersOf } from "../src/counters.ts";
import { expireTag } from "../src/invalidate.ts";
import { request, type RequestType } from "../src/request.ts";
import { readTable } from "../src/row.ts";
import { shapeNamed } from "../src/shape.ts";
import { openStage, started, type Stage } from "../src/stage.ts";
import { defaultShapes as variant } from "../src/variants.ts";
import { settle, warm } from "../src/warm.ts";

const table = readTable(`
  st   | → static
  g-a  | → static
  r    | → static
  ppr  | → dyn
  gp-a | → dyn
`);

let stage: Stage;

beforeAll(async () => {
  await built(variant);
  stage = await openStage(started(variant.app, variant.env));
  await warm(stage, table);
});
afterAll(() => stage?.close());

const crowds: { name: string; types: RequestType[]; regenerates: boolean }[] = [
  { name: "st", types: ["D"], regenerates: true },
  { name: "st", types: ["N"], regenerates: true },
  { name: "st", types: ["D", "N", "S"], regenerates: true },
  { name: "g-a", types: ["D"], regenerates: true },
  { name: "g-a", types: ["N"], regenerates: true },
  { name: "g-a", types: ["D", "N", "S"], regenerates: true },
  { name: "r", types: ["D"], regenerates: true },
  // Their documents and navigations render the hole for each request.
  { name: "ppr", types: ["D", "N"], regenerates: false },
  { name: "gp-a", types: ["D", "N"], regenerates: false },
];

describe.each(crowds)("$name, 60 requests of $types at once", ({ name, types, regenerates }) => {
  test("all fresh, one regeneration in each process, the part recomputed at most once in each", async () => {
    const { source, a, b } = stage;
    const shape = shapeNamed(name);
    const version = source.bump();
    await expireTag(a.url, "t1");
    source.forget();
    const before = [await rendersOf(a, shape.key), await rendersOf(b, shape.key)];
    const crowd = Array.from({ length: 60 }, (_, reader) => {
      const instance = reader % 2 === 0 ? a : b;
      const type = types[Math.floor(reader / 2) % types.length] ?? "D";
      return request(instance.url, shape.path, type, shape.segment);
    });
    const cells = (await Promise.all(crowd)).map((answer) => describeAnswer(answer, version));
    expect(cells.filter((cell) => /OLD|∅|^[45]/.test(cell))).toEqual([]);
    const reads = source.reads({ key: shape.key });
    expect(reads.filter(({ part }) => part !== "inv")).toEqual([]);
    expect(reads.length).toBeGreaterThanOrEqual(1);
    expect(reads.length).toBeLessThanOrEqual(2);
    if (!regenerates) return;
    // Next renders a prerender twice: once to fill the caches, once to keep.
    const rendered = [await rendersOf(a, shape.key), await rendersOf(b, shape.key)].map(
      (count, i) => count - (before[i] ?? 0),
    );
    expect(Math.max(...rendered)).toBeLessThanOrEqual(2);
  });
});

test("an invalidation in the middle of a regeneration is not lost", async () => {
  const { source, a, b } = stage;
  const shape = shapeNamed("g-a");
  source.bump();
  await expireTag(a.url, "t1");
  const held = source.hold(shape.key);
  const early = request(b.url, shape.path, "D");
  await held.arrived;
  const version = source.bump();
  await expireTag(a.url, "t1");
  held.release();
  // This one began before the second invalidation and may show what it read then.
  await early;
  expect(describeAnswer(await request(b.url, shape.path, "D"), version)).toBe("REV");
  for (const instance of [b, a]) {
    await settle(instance, { shape, then: "static" });
    expect(describeAnswer(await request(instance.url, shape.path, "D"), version)).toBe("HIT");
  }
});
