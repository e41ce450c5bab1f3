import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { built } from "../src/built.ts";
import { describeAnswer } from "../src/cell.ts";
import { expectAgreement } from "../src/agreement.ts";
import { eventually } from "../src/eventually.ts";
import { expireTag } from "../src/invalidate.ts";
import { request } from "../src/request.ts";
import { openStage, started, type Stage } from "../src/stage.ts";
import { classic, webpackClassic } from "../src/variants.ts";

/** An app without cache components, which may have edge routes; its configuration is a next.config.js. */
describe.each([
  { bundler: "Turbopack", variant: classic },
  { bundler: "webpack", variant: webpackClassic },
])("built with $bundler", ({ bundler, variant }) => {
  let stage: Stage;

  beforeAll(async () => {
    await built(variant);
    stage = await openStage(started(variant.app, variant.env));
  });
  afterAll(() => stage?.close());

  test.each(["/edge", "/edge-route"])("%s runs on the edge beside the handlers", async (path) => {
    const answer = await request(stage.b.url, path, "D");
    expect(`${answer.status} ${answer.markers[0]?.name}`).toBe("200 edge");
  });

  test("two instances agree on a page of incremental static regeneration", async () => {
    await expectAgreement(stage, "/isr");
  });

  if (bundler === "webpack") return;

  test("cached fetch data is fresh on B after an invalidation on A, and B's serves A", async () => {
    const { source, a, b } = stage;
    // Next stores fetch data after the answer.
    const cachedOn = (url: string) =>
      eventually(async () => {
        source.forget();
        const answer = await request(url, "/data", "D");
        expect(source.reads({ key: "data" })).toEqual([]);
        return answer;
      });
    await cachedOn(a.url);
    await cachedOn(b.url);
    const version = source.bump();
    await expireTag(a.url, "t1");
    expect(describeAnswer(await request(b.url, "/data", "D"), version)).toBe("dyn");
    await cachedOn(b.url);
    expect(describeAnswer(await request(a.url, "/data", "D"), version)).toBe("dyn");
    expect(source.reads({ key: "data" })).toEqual([]);
  });

  test("an image that A optimized is there for B", async () => {
    const path = "/_next/image?url=%2Fpixels.png&w=64&q=75";
    expect((await request(stage.a.url, path, "D")).cache).toBe("MISS");
    await eventually(async () => expect((await request(stage.b.url, path, "D")).cache).toBe("HIT"));
  });

  // The app's `expireTime` is 3 seconds, and the end of a life can only be waited for.
  test("pages past their expire are regenerated before they are shown", async () => {
    const { source, a, b } = stage;
    const paths = ["/timed", "/legacy"];
    for (const path of paths) {
      for (const { url } of [a, b]) {
        await eventually(async () => expect((await request(url, path, "D")).cache).toBe("HIT"));
      }
    }
    const version = source.bump();
    await new Promise((resolve) => setTimeout(resolve, 4200));
    for (const path of paths) {
      expect(describeAnswer(await request(b.url, path, "D"), version)).not.toMatch(/OLD|∅|STALE/);
      expect(describeAnswer(await request(a.url, path, "D"), version)).not.toMatch(/OLD|∅/);
    }
  });
});
