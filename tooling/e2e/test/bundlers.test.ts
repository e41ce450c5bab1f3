import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { built } from "../src/built.ts";
import { expectAgreement } from "../src/agreement.ts";
import { request } from "../src/request.ts";
import { openStage, started, type Stage } from "../src/stage.ts";
import { neighbourWithOwnHandlers, webpackShapes } from "../src/variants.ts";

// Between them the apps have a next.config.ts (shapes), a next.config.mjs (neighbour) and a next.config.js (classic).
describe.each([
  { what: "a webpack build", variant: webpackShapes, paths: ["/st", "/g/a", "/r"] },
  { what: "an app with its own handler files", variant: neighbourWithOwnHandlers, paths: ["/st"] },
])("$what", ({ variant, paths }) => {
  let stage: Stage;

  beforeAll(async () => {
    await built(variant);
    stage = await openStage(started(variant.app, variant.env));
  });
  afterAll(() => stage?.close());

  test.each(paths)("two instances agree on %s", async (path) => {
    await expectAgreement(stage, path);
  });

  test("a page with a hole answers on both", async () => {
    for (const { url } of [stage.a, stage.b]) expect((await request(url, "/ppr", "D")).status).toBe(200);
  });
});
