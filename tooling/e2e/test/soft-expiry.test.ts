import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { built } from "../src/built.ts";
import { describeAnswer } from "../src/cell.ts";
import { eventually } from "../src/eventually.ts";
import { expireTag, staleTag } from "../src/invalidate.ts";
import { request, type RequestType } from "../src/request.ts";
import { readTable, type Row } from "../src/row.ts";
import { shapeNamed, type Shape } from "../src/shape.ts";
import { openStage, started, type Stage } from "../src/stage.ts";
import { defaultShapes as variant } from "../src/variants.ts";
import { settle, warm } from "../src/warm.ts";

// The first answer on B after `revalidateTag(tag, "max")` on A.
const table = readTable(`
  st   | DNPS:STALE OLD → static
  g-a  | DNPS:STALE OLD → static
  gb-a | DNPS:STALE OLD → static
  gs   | DNPS:STALE OLD → static
  gv   | DNPS:STALE OLD → static
  ppr  | DN:dyn OLD; P:404 ∅; S:STALE OLD → dyn
  gp-a | DN:dyn OLD; P:404 ∅; S:STALE OLD → dyn
  r    | D:STALE OLD → static
  rg-a | D:STALE OLD → static
`);

let stage: Stage;

beforeAll(async () => {
  await built(variant);
  stage = await openStage(started(variant.app, variant.env));
  await warm(stage, table);
});
afterAll(() => stage?.close());

/** What readers see while the page is refreshed: old answers, then the fresh one and nothing in between. */
async function becomesFresh(row: Row, at: "a" | "b", version: number): Promise<string[]> {
  const fresh = row.then === "static" ? "HIT s-maxage=3600" : "dyn";
  const seen: string[] = [];
  await eventually(async () => {
    const answer = await request(stage[at].url, row.shape.path, "D");
    const lifetime = row.then === "static" ? ` ${answer.cacheControl.split(",")[0]}` : "";
    seen.push(`${describeAnswer(answer, version)}${lifetime}`);
    if (seen.at(-1) !== fresh) throw new Error(`${at} ${row.shape.path}: ${seen.join(", ")}`);
  }, 5000);
  return seen.slice(0, -1);
}

describe.each(table)("$shape.name", (row) => {
  const expected = new Map(
    row.first.split("; ").flatMap((group) => {
      const [types = "", cell = ""] = group.split(":");
      return types.split("").map((type) => [type as RequestType, cell] as const);
    }),
  );

  test.each(row.shape.types)(
    "%s first: the old once, then fresh on both, and only the marked part is recomputed",
    async (type) => {
      const { source, a, b } = stage;
      const version = source.bump();
      await staleTag(a.url, "t1");
      source.forget();
      const answer = await request(b.url, row.shape.path, type, row.shape.segment);
      expect(describeAnswer(answer, version)).toBe(expected.get(type));
      if (answer.cache === "STALE" && type === "D") expect(answer.cacheControl).toMatch(/^s-maxage=1\b/);
      if (type === "P" || type === "S") {
        expect(source.reads(), "a prefetch starts no work").toEqual([]);
        const document = await request(b.url, row.shape.path, "D");
        expect(describeAnswer(document, version)).toBe(expected.get("D"));
      }
      for (const at of ["b", "a"] as const) {
        const between = await becomesFresh(row, at, version);
        expect(
          between.filter((cell) => !cell.includes("OLD")),
          "fresh content that is not kept as fresh",
        ).toEqual([]);
      }
      expect(source.reads({ key: row.shape.key }).map(({ part }) => part)).toEqual(["inv"]);
    },
  );
});

describe("while the origin fails", () => {
  const ask = (shape: Shape) => request(stage.b.url, shape.path, "D");
  const attempts = (shape: Shape) => stage.source.reads({ key: shape.key }).length;
  /** @returns the version that B shows once everything earlier has been settled. */
  const settled = async (shape: Shape) => {
    await expireTag(stage.a.url, "t1");
    await settle(stage.b, { shape, then: "static" });
    return stage.source.version;
  };
  /** Makes B try to refresh the page, in vain. */
  const failToRefresh = async (shape: Shape, old: number) => {
    const { source, a } = stage;
    const recover = source.fail();
    source.bump();
    await staleTag(a.url, "t1");
    source.forget();
    expect(describeAnswer(await ask(shape), old)).toBe("STALE");
    // The failure is noted a moment after the origin was asked.
    await eventually(async () => {
      expect(attempts(shape)).toBeGreaterThan(0);
      expect((await ask(shape)).cache).toBe("HIT");
    });
    return recover;
  };

  test("it is asked once per waiting time, and a hard invalidation ends the wait", async () => {
    const shape = shapeNamed("st");
    const old = await settled(shape);
    const recover = await failToRefresh(shape, old);
    const asked = attempts(shape);
    for (let reader = 0; reader < 7; reader++) {
      const answer = await ask(shape);
      expect(describeAnswer(answer, old)).toBe("HIT");
      expect(answer.cacheControl).toMatch(/^s-maxage=[123]\b/);
    }
    expect(attempts(shape)).toBe(asked);
    recover();
    await expireTag(stage.a.url, "t1");
    expect(describeAnswer(await ask(shape), stage.source.version)).toBe("REV");
  });

  test("the old page becomes fresh by itself when the origin answers again", async () => {
    const shape = shapeNamed("g-a");
    const recover = await failToRefresh(shape, await settled(shape));
    recover();
    for (const { url } of [stage.b, stage.a]) {
      await eventually(async () => {
        const answer = await request(url, shape.path, "D");
        expect(describeAnswer(answer, stage.source.version)).toBe("HIT");
        expect(answer.cacheControl).toMatch(/^s-maxage=3600\b/);
      });
    }
  });

  test("a page that was made since then is not taken for one that waits", async () => {
    const shape = shapeNamed("gb-a");
    const recover = await failToRefresh(shape, await settled(shape));
    recover();
    const version = await settled(shape);
    stage.source.bump();
    await staleTag(stage.a.url, "t1");
    expect(describeAnswer(await ask(shape), version)).toBe("STALE");
  });
});
