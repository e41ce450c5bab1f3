import { describe, expect, test } from "vitest";
import { manualClock } from "../test/manual-clock.ts";
import type { Files } from "./files.ts";
import { createIncrementalCacheHandler, type IncrementalHandlerFactoryOptions } from "./incremental.ts";
import { createMemoryBacking, memoryStore } from "./memory-store.ts";
import type { AppPageValue, IncrementalGetContext, NextIncrementalHandler } from "./next.ts";
import { createRuntime } from "./runtime.ts";

const KEY = "/route-cache/APP_PAGE/0123/$/page";
const context: IncrementalGetContext = { kind: "APP_PAGE", isFallback: false };

function filesOf(contents: Record<string, string | Error>): Files {
  return {
    async read(path) {
      const content = contents[path];
      if (content instanceof Error) throw content;
      return content === undefined ? undefined : Buffer.from(content);
    },
    list: async () => [],
    modifiedAt: async () => undefined,
    write: async () => {},
  };
}

function setUp(options: IncrementalHandlerFactoryOptions = {}) {
  const clock = manualClock();
  const runtime = createRuntime({ store: memoryStore({ clock }), clock });
  const files = filesOf({ "/build/BUILD_ID": "b1" });
  const Handler = createIncrementalCacheHandler(runtime, { files, building: false, ...options });
  const request = () => new Handler({ serverDistDir: "/build/server" });
  return { clock, runtime, request };
}

const page = (): AppPageValue => ({
  kind: "APP_PAGE",
  html: "old",
  rscData: Buffer.from("rsc"),
  postponed: undefined,
  segmentData: undefined,
  headers: { "x-next-cache-tags": "_N_T_/page,t" },
  status: 200,
});

describe("a response that a profile invalidation made stale", () => {
  test.each([
    ["16.4", { lastModified: expect.any(Number), cacheControl: { revalidate: 1 } }],
    ["16.3", { value: { html: "" }, lastModified: -1 }],
    ["16.2", null],
  ])("is served in Next.js %s only if that goes by the lifetime it is given", async (nextVersion, answer) => {
    const { clock, runtime, request } = setUp({ nextVersion });
    await runtime.refresh();
    const first = request();
    expect(await first.get(KEY, context)).toBeNull();
    await first.set(KEY, page(), { cacheControl: { revalidate: 3600 } });
    expect(await request().get(KEY, context)).toMatchObject({ value: { html: "old" } });
    await runtime.invalidate(["t"], { expire: 86_400 });
    await clock.advance(10);
    const found = await request().get(KEY, context);
    if (answer === null) expect(found).toBeNull();
    else expect(found).toMatchObject(answer);
  });
});

test("a build that could not be read once is read again", async () => {
  const contents: Record<string, string | Error> = { "/build/BUILD_ID": new Error("too many open files") };
  const { runtime, request } = setUp({ files: filesOf(contents) });
  await runtime.refresh();
  const first = request();
  expect(await first.get(KEY, context)).toBeNull();
  contents["/build/BUILD_ID"] = "b1";
  const second = request();
  await second.get(KEY, context);
  await second.set(KEY, page(), { cacheControl: { revalidate: 3600 } });
  expect(await request().get(KEY, context)).toMatchObject({ value: { html: "old" } });
});

test("a pause after a failed regeneration ends with one that succeeds", async () => {
  const { clock, runtime, request } = setUp();
  await runtime.refresh();
  const make = async (html: string): Promise<void> => {
    const instance = request();
    await instance.get(KEY, context);
    await instance.set(KEY, { ...page(), html }, { cacheControl: { revalidate: 3600 } });
    await clock.advance(10);
  };
  const answer = async () => (await request().get(KEY, context))?.cacheControl;
  await make("first");
  await runtime.invalidate(["t"], { expire: 86_400 });
  const failing = request();
  const stale = await failing.get(KEY, context);
  await failing.set(KEY, stale?.value ?? null, { cacheControl: { revalidate: 30 } });
  expect(await answer()).toEqual({ revalidate: 30 });
  await make("second");
  await runtime.invalidate(["t"], { expire: 86_400 });
  expect(await answer()).toEqual({ revalidate: 1 });
});

test("a page of the Pages Router that another process replaced is not served from memory", async () => {
  const clock = manualClock();
  const backing = createMemoryBacking();
  const files = filesOf({ "/build/BUILD_ID": "b1" });
  const pages = { kind: "PAGES" as const, pageData: {}, headers: undefined, status: undefined };
  const key = KEY.replace("APP_PAGE", "PAGES");
  const processes = await Promise.all(
    [0, 1].map(async () => {
      const runtime = createRuntime({ store: memoryStore({ backing, clock }), clock });
      await runtime.refresh();
      const Handler = createIncrementalCacheHandler(runtime, { files, building: false });
      return () => new Handler({ serverDistDir: "/build/server" });
    }),
  );
  const get = (handler: NextIncrementalHandler) => handler.get(key, { kind: "PAGES", isFallback: false });
  for (const [index, process] of processes.entries()) {
    const instance = process();
    await get(instance);
    await instance.set(key, { ...pages, html: `made by ${index}` }, { cacheControl: { revalidate: 3600 } });
    await clock.advance(10);
  }
  for (const process of processes) expect(await get(process())).toMatchObject({ value: { html: "made by 1" } });
});

test("a build gets no stale data, to which a page of it could fall back", async () => {
  const { clock, runtime } = setUp();
  await runtime.refresh();
  await clock.advance(10);
  const value = { kind: "FETCH" as const, data: { headers: {}, body: "old", url: "" }, revalidate: 3600 };
  const reading: IncrementalGetContext = { kind: "FETCH", tags: ["t"] };
  const handlers = [false, true].map((building) => createIncrementalCacheHandler(runtime, { building }));
  const [Serving, Building] = handlers.map((Handler) => () => new Handler({}));
  await Serving?.().set("f", value, { fetchCache: true, tags: ["t"] });
  await clock.advance(10);
  expect(await Building?.().get("f", reading)).toMatchObject({ value: { data: { body: "old" } } });
  await runtime.invalidate(["t"], { expire: 3600 });
  expect(await Serving?.().get("f", reading)).toMatchObject({ value: { data: { body: "old" } } });
  expect(await Building?.().get("f", reading)).toBeNull();
});

test("an image is found although Next.js says only when it asks that it is one", async () => {
  const { runtime, request } = setUp({ nextVersion: "16.2" });
  await runtime.refresh();
  const handler = request();
  const image = {
    kind: "IMAGE",
    etag: "e",
    upstreamEtag: "u",
    buffer: Buffer.from("png"),
    extension: "png",
    revalidate: 60,
  };
  expect(await handler.get("image", { kind: "IMAGE" })).toBeNull();
  await handler.set("image", image as never, { cacheControl: { revalidate: 60 } });
  expect(await request().get("image", { kind: "IMAGE" })).toMatchObject({ value: { etag: "e" } });
});
