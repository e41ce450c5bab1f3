import { describe, expect, onTestFinished, test } from "vitest";
import { manualClock } from "../test/manual-clock.ts";
import { type Events, listen } from "./channels.ts";
import type { Files } from "./files.ts";
import { createIncrementalCacheHandler } from "./incremental.ts";
import { createMemoryBacking, memoryStore } from "./memory-store.ts";
import type { CachedValue, NextCacheEntry } from "./next.ts";
import { createRuntime } from "./runtime.ts";
import { createUseCacheHandler } from "./use-cache.ts";

const MAX_BYTES = 1000;
const files: Files = {
  read: async (path) => (path === "/build/BUILD_ID" ? Buffer.from("b1") : undefined),
  list: async () => [],
  modifiedAt: async () => undefined,
  write: async () => {},
};

/** A process that stores, and one that only reads what was stored. */
function setUp() {
  const clock = manualClock();
  const backing = createMemoryBacking();
  const open = () => {
    const store = memoryStore({ backing, clock });
    const runtime = createRuntime({ store, clock, maxEntryBytes: MAX_BYTES, coldMissWaitMs: 0 });
    onTestFinished(() => runtime.close());
    const Handler = createIncrementalCacheHandler(runtime, { files, building: false });
    return {
      runtime,
      useCache: createUseCacheHandler(runtime),
      request: () => new Handler({ serverDistDir: "/build/server" }),
    };
  };
  const told: Events["tagledger:problem"][] = [];
  onTestFinished(listen("tagledger:problem", (problem) => told.push(problem)));
  return { clock, told, makes: open(), reads: open() };
}

describe.each([
  { what: "as large as the limit", bytes: MAX_BYTES, kept: true },
  { what: "larger by a byte", bytes: MAX_BYTES + 1, kept: false },
])("an entry that is $what", ({ bytes, kept }) => {
  const problems = kept ? [] : [expect.objectContaining({ code: "TL-TOO-LARGE" })];

  test("is kept or left out in whole, with one problem that says so: a result of 'use cache'", async () => {
    const { clock, told, makes, reads } = setUp();
    await makes.runtime.refresh();
    await clock.advance(10);
    const value = new Blob([new Uint8Array(bytes)]).stream() as NextCacheEntry["value"];
    const entry = { value, tags: ["t"], timestamp: clock.now(), stale: 60, expire: 3600, revalidate: 900 };
    await makes.useCache.set("k", Promise.resolve(entry));
    for (const { runtime, useCache } of [makes, reads]) {
      await runtime.refresh();
      expect((await useCache.get("k", [])) !== undefined).toBe(kept);
    }
    expect(told).toEqual(problems);
  });

  const half = "x".repeat(bytes / 2);
  const rest = "x".repeat(bytes - half.length);
  const values: CachedValue[] = [
    { kind: "FETCH", data: { headers: {}, body: half + rest, status: 200, url: "" }, revalidate: 60 },
    { kind: "APP_ROUTE", body: Buffer.alloc(bytes), headers: {}, status: 200 },
    { kind: "PAGES", html: half, pageData: { p: rest.slice(8) }, headers: {}, status: 200 },
    {
      kind: "APP_PAGE",
      html: half,
      rscData: Buffer.from(rest),
      postponed: undefined,
      segmentData: undefined,
      headers: {},
      status: 200,
    },
  ];
  test.each(values)(
    "is kept or left out in whole, with one problem that says so: a $kind with all its parts",
    async (value) => {
      const { clock, told, makes, reads } = setUp();
      const key = value.kind === "FETCH" ? "k" : `/route-cache/${value.kind}/0123/$/page`;
      const context = { kind: value.kind, isFallback: false, revalidate: 60, tags: [], softTags: [] } as never;
      await makes.runtime.refresh();
      await clock.advance(10);
      const request = makes.request();
      expect(await request.get(key, context)).toBeNull();
      await request.set(key, value, { fetchCache: value.kind === "FETCH", cacheControl: { revalidate: 60 }, tags: [] });
      for (const { runtime, request: other } of [makes, reads]) {
        await runtime.refresh();
        expect((await other().get(key, context)) !== null).toBe(kept);
      }
      expect(told).toEqual(problems);
    },
  );
});
