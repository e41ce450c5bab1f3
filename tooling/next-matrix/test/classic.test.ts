import { built } from "@tagledger/e2e/built";
import { eventually } from "@tagledger/e2e/eventually";
import { expireTag, staleTag } from "@tagledger/e2e/invalidate";
import { request } from "@tagledger/e2e/request";
import { openStage, started, type Stage } from "@tagledger/e2e/stage";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectHard, expectSoft, named, responseAfterMax, type Surface } from "../src/claims.ts";
import { classicApp } from "../src/installed.ts";

const data: Surface[] = [
  { what: "fetch", path: "/data", key: "data" },
  { what: "unstable_cache", path: "/unstable", key: "unstable" },
];
const isr: Surface = { what: "a page of incremental static regeneration", path: "/isr", key: "isr", types: ["D", "N"] };

let stage: Stage;

beforeAll(async () => {
  await built(classicApp);
  stage = await openStage(started(classicApp.app, classicApp.env));
});
afterAll(() => stage?.close());

describe.each(named([...data, isr]))("%s", (_what, surface) => {
  test("is fresh on both instances from the first answer after updateTag on, then kept", async () => {
    await expectHard(stage, surface, () => expireTag(stage.a.url, "t1"));
  });
});

describe.each(named(data))("%s", (_what, surface) => {
  test("is served old once after revalidateTag(tag, 'max'), then fresh on both instances", async () => {
    await expectSoft(stage, surface, "old", () => staleTag(stage.a.url, "t1"));
  });
});

describe(isr.what, () => {
  test.each([responseAfterMax])("%s", async (_claim, first) => {
    await expectSoft(stage, isr, first, () => staleTag(stage.a.url, "t1"));
  });
});

// Before 16.2 in files of Next.js' own, which the instances of one folder share.
test("an image that one instance optimized is there for the other", async () => {
  const image = "/_next/image?url=%2Fpixels.png&w=64&q=75";
  expect((await request(stage.a.url, image, "D")).cache).toBe("MISS");
  await eventually(async () => expect((await request(stage.b.url, image, "D")).cache).toBe("HIT"));
});
