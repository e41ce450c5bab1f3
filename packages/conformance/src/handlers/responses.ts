import type { CachedValue } from "@tagledger/core";
import { expect } from "vitest";
import { topic, type Topic } from "../claim.ts";
import type { OpenHandlers } from "../handler-subject.ts";
import { nextIncrementalCache, routeContext } from "../next/incremental-cache.ts";
import { appPage, appRoute, fetched, image, isServed, testSite, textOf } from "../next/singular.ts";
import { bytes } from "../store/entry-values.ts";

const PAGE: CachedValue = {
  kind: "APP_PAGE",
  html: "<p>ü \ud83d\ude00</p>",
  rscData: Buffer.from(bytes(2000)),
  postponed: undefined,
  headers: { "x-next-cache-tags": "_N_T_/layout,t", link: ["</a>", "</b>"], "x-empty": "" },
  status: 201,
  segmentData: new Map([
    ["/_tree", Buffer.from(bytes(10))],
    ["/page/__PAGE__", Buffer.alloc(0)],
  ]),
};

export const RESPONSES: Topic<OpenHandlers> = topic("responses, fetch data and images", {
  "S1 the handler is a class that costs nothing to construct": async (open) => {
    const process = await (await open()).start();
    const before = [...process.chaos.calls.values()];
    const instances = Array.from(
      { length: 1000 },
      () => new process.IncrementalCache({ dev: false, serverDistDir: "/nowhere" }),
    );
    expect(instances[0]).toBeInstanceOf(process.IncrementalCache);
    expect(() => new process.IncrementalCache({})).not.toThrow();
    expect([...process.chaos.calls.values()]).toEqual(before);
  },
  "S2 an app page is read with all its parts, undefined ones included": async (open) => {
    const subject = await open();
    const [writer, reader] = [await subject.start(), await subject.start({ nearBytes: 0 })];
    const site = await testSite();
    const shapes: CachedValue[] = [
      PAGE,
      { ...PAGE, status: undefined, headers: undefined, segmentData: undefined, rscData: undefined },
      { ...PAGE, html: "", rscData: Buffer.from("x"), segmentData: new Map() },
    ];
    for (const value of shapes) {
      await site.request(writer).set("/page", value);
      for (const process of [writer, reader]) {
        const found = (await site.request(process).get("/page"))?.value;
        expect(found).toEqual(value);
        expect(Object.keys(found ?? {})).toEqual(
          expect.arrayContaining(["rscData", "postponed", "status", "segmentData"]),
        );
      }
    }
    const found = (await site.request(reader).get("/page"))?.value as Extract<CachedValue, { kind: "APP_PAGE" }>;
    expect(Buffer.isBuffer(found.rscData)).toBe(true);
    expect(found.segmentData).toBeInstanceOf(Map);
  },
  "S2 a postponed page keeps its state and its segments, but not data that a navigation cannot use": async (open) => {
    const subject = await open();
    const [writer, reader] = [await subject.start(), await subject.start()];
    const site = await testSite();
    const postponed = { ...PAGE, postponed: '123:{"state":"\ud800"}' } as CachedValue;
    await site.request(writer).set("/page", postponed);
    for (const process of [writer, reader]) {
      expect((await site.request(process).get("/page"))?.value).toEqual({ ...postponed, rscData: undefined });
    }
  },
  "S3 the body of a route handler is read byte for byte": async (open) => {
    const subject = await open();
    const [writer, reader] = [await subject.start(), await subject.start({ nearBytes: 0 })];
    const site = await testSite();
    for (const length of [0, 1, 3_000_000]) {
      const value: CachedValue = {
        kind: "APP_ROUTE",
        body: Buffer.from(bytes(length)),
        headers: { a: "b" },
        status: 204,
      };
      await site.request(writer).set("/route", value);
      for (const process of [writer, reader]) {
        const found = (await site.request(process).get("/route"))?.value as typeof value;
        expect(Buffer.isBuffer(found.body)).toBe(true);
        expect(found.body.equals(value.body)).toBe(true);
        expect({ ...found, body: undefined }).toEqual({ ...value, body: undefined });
      }
    }
  },
  "S4 pages, redirects and pages that do not exist are told apart from a miss": async (open) => {
    const subject = await open();
    const [writer, reader] = [await subject.start(), await subject.start({ nearBytes: 0 })];
    const site = await testSite();
    expect(await site.request(reader).get("/pages")).toBeNull();
    const values: (CachedValue | null)[] = [
      {
        kind: "PAGES",
        html: "<p>",
        pageData: { pageProps: { deep: [1, null, { a: "b" }] } },
        headers: undefined,
        status: undefined,
      },
      { kind: "REDIRECT", props: { pageProps: { __N_REDIRECT: "/x", __N_REDIRECT_STATUS: 307 } } },
      null,
    ];
    for (const value of values) {
      await site.request(writer).set("/pages", value, { revalidate: 60 });
      for (const process of [writer, reader]) {
        const found = await site.request(process).get("/pages");
        expect(found).not.toBeNull();
        expect(found?.value).toEqual(value);
        expect(found?.lastModified).toBeGreaterThan(0);
      }
    }
  },
  "S5 fetch data is read whole, and data of another kind under its key is a miss": async (open) => {
    const subject = await open();
    const [writer, reader] = [await subject.start(), await subject.start()];
    const site = await testSite();
    const value = fetched("body ü\ud800");
    await site.request(writer).setFetch("f".repeat(64), value, ["t"]);
    for (const process of [writer, reader]) {
      expect((await site.request(process).getFetch("f".repeat(64)))?.value).toEqual(value);
    }
    await site.request(writer).set("/page", appPage("page"));
    await site.request(writer).setFetch("not-fetch", appPage("page"));
    expect(await site.request(writer).getFetch("not-fetch")).toBeNull();
    const cache = nextIncrementalCache(reader, site.build);
    await expect(
      cache.get("f".repeat(64), { kind: "FETCH", revalidate: 900, tags: [], softTags: [] }),
    ).resolves.toMatchObject({
      value: { kind: "FETCH" },
    });
  },
  "S6 an image is read whole": async (open) => {
    const subject = await open();
    const [writer, reader] = [await subject.start(), await subject.start()];
    const site = await testSite();
    const value = { ...image("png"), buffer: Buffer.from(bytes(5000)) } as CachedValue;
    const context = { kind: "IMAGE", isFallback: false } as const;
    await site.request(writer).handler.get("hash", context);
    await site.request(writer).handler.set("hash", value, { kind: "IMAGE", cacheControl: { revalidate: 60 } });
    for (const process of [writer, reader]) {
      expect((await site.request(process).handler.get("hash", context))?.value).toEqual(value);
    }
  },
  "S7 lastModified tells the age of an entry on the clock of the process that reads it": async (open) => {
    const subject = await open();
    const { time } = subject;
    const writer = await subject.start({ skewMs: 600_000 });
    const readers = [writer, await subject.start({ skewMs: -600_000 }), await subject.start()];
    const site = await testSite();
    await site.request(writer).set("/page", appPage("v"), { revalidate: 31_536_000 });
    await site.request(writer).setFetch("f", fetched("v", 31_536_000));
    await time.pass(time.momentMs);
    for (const process of readers) {
      const request = site.request(process);
      for (const found of [await request.get("/page"), await request.getFetch("f", { revalidate: 31_536_000 })]) {
        expect(found?.lastModified).toBeGreaterThan(0);
        const age = process.clock.now() - (found?.lastModified ?? 0);
        expect(age).toBeGreaterThanOrEqual(time.momentMs - time.toleranceMs);
        expect(age).toBeLessThanOrEqual(time.momentMs + 1000 + 20 * time.toleranceMs);
      }
    }
  },
  "S8 the lifetime of a response is read as it was stored, in every process": async (open) => {
    const subject = await open();
    const [writer, reader] = [await subject.start(), await subject.start({ nearBytes: 0 })];
    const site = await testSite();
    for (const cacheControl of [{ revalidate: 60, expire: 3600 }, { revalidate: 1 }, { revalidate: false }] as const) {
      await site.request(writer).set("/page", appPage("v"), cacheControl);
      for (const process of [writer, reader]) {
        expect((await site.request(process).get("/page"))?.cacheControl).toEqual(cacheControl);
      }
    }
  },
  "S9 a response survives until its expire and is not served after it": async (open) => {
    const subject = await open();
    const { time } = subject;
    const writer = await subject.start();
    const site = await testSite();
    const cacheControl = { revalidate: 1, expire: (2 * time.momentMs) / 1000 };
    for (const [path, value] of [
      ["/page", appPage("v")],
      ["/route", appRoute("v")],
    ] as const) {
      await site.request(writer).set(path, value, cacheControl);
    }
    await time.pass(time.momentMs);
    for (const path of ["/page", "/route"])
      expect(textOf(await site.request(await subject.start()).get(path))).toBe("v");
    await time.pass(time.momentMs + time.toleranceMs);
    for (const process of [writer, await subject.start()]) {
      for (const path of ["/page", "/route"]) {
        const found = await site.request(process).get(path);
        expect(isServed(found)).toBe(false);
        expect(textOf(found)).toBeUndefined();
      }
    }
  },
  "S9 a response without expire is kept": async (open) => {
    const subject = await open();
    const site = await testSite();
    await site.request(await subject.start()).set("/page", appPage("v"), { revalidate: false });
    await subject.time.pass(subject.time.momentMs);
    expect(textOf(await site.request(await subject.start()).get("/page"))).toBe("v");
  },
  "S21 resetRequestCache is synchronous and forgets nothing": async (open) => {
    const process = await (await open()).start();
    const site = await testSite();
    const request = site.request(process);
    await request.set("/page", appPage("v"));
    expect(request.handler.resetRequestCache()).toBeUndefined();
    expect(textOf(await request.get("/page"))).toBe("v");
  },
  "a shell and the page of the same key are different entries, and a shell is never answered by a tombstone": async (
    open,
  ) => {
    const process = await (await open()).start();
    const site = await testSite();
    expect(await site.request(process).get("/shell/a", { isFallback: true })).toBeNull();
    await site.request(process).set("/shell/a", appPage("page"));
    expect(await site.request(process).get("/shell/a", { isFallback: true })).toBeNull();
    await site.request(process).set("/shell/a", appPage("shell"), { revalidate: false }, true);
    expect(textOf(await site.request(process).get("/shell/a", { isFallback: true }))).toBe("shell");
    expect(textOf(await site.request(process).get("/shell/a"))).toBe("page");
  },
  "a listed page of a route with a shell that is missing is rendered before it is answered": async (open) => {
    const process = await (await open()).start();
    const site = await testSite();
    const found = await site.request(process).get("/shell/a");
    expect(found?.lastModified).toBe(-1);
    expect(textOf(found)).toBeUndefined();
    expect(await site.request(process).get("/shell/unlisted")).toBeNull();
    expect(await site.request(process).get("/page")).toBeNull();
  },
  "a tombstone that Next.js gives back is not stored": async (open) => {
    const subject = await open();
    const [process, other] = [await subject.start(), await subject.start()];
    const site = await testSite();
    const request = site.request(process);
    const found = await request.get("/shell/a");
    await request.set("/shell/a", found?.value ?? null, { revalidate: 30 });
    await request.set("/shell/a", structuredClone(found?.value ?? null), { revalidate: 30 });
    for (const reader of [process, other]) expect(isServed(await site.request(reader).get("/shell/a"))).toBe(false);
  },
  "S8 Next.js' own cache serves a response with its own lifetime on a process that did not make it": async (open) => {
    const subject = await open();
    const [writer, reader] = [await subject.start(), await subject.start()];
    const site = await testSite();
    const context = routeContext("/page");
    const cache = nextIncrementalCache(writer, site.build);
    expect(await cache.get("/page", context)).toBeNull();
    await cache.set("/page", appPage("v", ["t"]), { ...context, cacheControl: { revalidate: 60, expire: 600 } });
    const found = await nextIncrementalCache(reader, site.build).get("/page", context);
    expect(found).toMatchObject({ value: { html: "v" }, cacheControl: { revalidate: 60, expire: 600 } });
    expect(found?.isStale).toBeUndefined();
  },
});
