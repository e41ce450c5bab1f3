import { built } from "@tagledger/e2e/built";
import { expireTag, invalidateByRoute, staleTag } from "@tagledger/e2e/invalidate";
import { openStage, started, type Stage } from "@tagledger/e2e/stage";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { expectHard, expectKept, expectSoft, named, responseAfterMax, type Surface } from "../src/claims.ts";
import { next, shapes } from "../src/installed.ts";
import { invalidateOutside } from "../src/outside.ts";

const data: Surface[] = [
  { what: "a 'use cache' function", path: "/fn", key: "fn" },
  { what: "a 'use cache: remote' function", path: "/remote", key: "remote" },
];
const responses: Surface[] = [
  { what: "a static page", path: "/st", key: "st", types: ["D", "N"] },
  { what: "a route handler", path: "/r", key: "r" },
];
/** A fallback shell or a page with a hole: where Next.js answers a part of it from a cache, and the rest for each request. */
const composed: Surface[] = [
  { what: "a page with a hole", path: "/ppr", key: "ppr", types: ["D", "N"] },
  { what: "a listed page of a dynamic route", path: "/g/a", key: "g-a", types: ["D", "N"] },
  { what: "another page of a dynamic route", path: "/g/zz", key: "g-zz", types: ["D", "N"] },
];

let stage: Stage;

beforeAll(async () => {
  await built(shapes);
  stage = await openStage(started(shapes.app, shapes.env));
});
afterAll(() => stage?.close());

describe.each(named([...data, ...responses, ...composed]))("%s", (_what, surface) => {
  test("is fresh on both instances from the first answer after updateTag on, then kept", async () => {
    await expectHard(stage, surface, () => expireTag(stage.a.url, "t1"));
  });
});

describe.each(named(data))("%s", (_what, surface) => {
  test("is served old once after revalidateTag(tag, 'max'), then fresh on both instances", async () => {
    await expectSoft(stage, surface, "old", () => staleTag(stage.a.url, "t1"));
  });
});

describe.each(named(responses))("%s", (_what, surface) => {
  test.each([responseAfterMax])("%s", async (_claim, first) => {
    await expectSoft(stage, surface, first, () => staleTag(stage.a.url, "t1"));
  });
});

const [fn, page] = [data[0], responses[0]] as [Surface, Surface];

test.each(named([fn, page]))(
  "%s is fresh once invalidate() outside of Next.js has resolved",
  async (_what, surface) => {
    await expectHard(stage, surface, () => invalidateOutside(shapes.app, stage.directory));
  },
);

test("a page is fresh after revalidatePath in a route handler of the other instance", async () => {
  await expectKept(stage, page);
  stage.source.bump();
  await invalidateByRoute(stage.a.url, { path: page.path });
  // Next.js answers a route handler before it has told the cache.
  await expectKept(stage, page);
});

test("runs on the version that was asked for", () => {
  expect(stage.a.log()).toContain(`Next.js ${next}`);
});
