import { describe, expect, test } from "vitest";
import { manualClock } from "../test/manual-clock.ts";
import type { Files } from "./files.ts";
import { createIncrementalCacheHandler, type IncrementalHandlerFactoryOptions } from "./incremental.ts";
import { memoryStore } from "./memory-store.ts";
import type { AppPageValue, IncrementalGetContext } from "./next.ts";
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
    ["16.3", null],
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
