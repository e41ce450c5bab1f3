import { createRequire } from "node:module";
import type { CachedValue } from "@tagledger/core";
import { expect } from "vitest";
import type { Topic } from "../claim.ts";
import type { OpenHandlers } from "../handler-subject.ts";
import { nextIncrementalCache, routeContext } from "../next/incremental-cache.ts";
import {
  appPage,
  appRoute,
  fetched,
  isServed,
  isStale,
  type ResponseRequest,
  testSite,
  textOf,
} from "../next/singular.ts";
import { invalidate, read, readText, store } from "../next/use-cache.ts";
import { arranged } from "./arrangement.ts";

const VALUES: { readonly [path: string]: (text: string, tags: string[]) => CachedValue } = {
  "/page": appPage,
  "/": appPage,
  "/shell/a": appPage,
  "/shell/unlisted": appPage,
  "/route": appRoute,
};

async function storeAll(request: ResponseRequest, text: string, tags: string[]): Promise<void> {
  for (const [path, value] of Object.entries(VALUES)) {
    await request.get(path);
    await request.set(path, value(text, tags));
  }
  await request.getFetch("f", { tags });
  await request.setFetch("f", fetched(text), tags);
}

const { tagsManifest } = createRequire(import.meta.url)(
  "next/dist/server/lib/incremental-cache/tags-manifest.external.js",
) as { tagsManifest: Map<string, unknown> };

export const RESPONSE_INVALIDATION: readonly Topic<OpenHandlers>[] = arranged("response invalidation", {
  "S12 the content of a response whose tag expired is not handed out any more": async ({
    writer,
    invalidator,
    everyone,
  }) => {
    const site = await testSite();
    await storeAll(site.request(writer), "old", ["t"]);
    for (const process of everyone)
      for (const path of Object.keys(VALUES)) {
        expect(textOf(await site.request(process).get(path)), path).toBe("old");
      }
    await site.request(invalidator).handler.revalidateTag("t");
    for (const process of everyone) {
      for (const path of Object.keys(VALUES)) {
        const found = await site.request(process).get(path);
        expect(isServed(found), path).toBe(false);
        expect(textOf(found), path).toBeUndefined();
        expect(JSON.stringify(found ?? {}), path).not.toContain("old");
      }
      expect(await site.request(process).getFetch("f")).toBeNull();
    }
  },
  "S12 an expired response of a route with a shell keeps its existence, and a shell or a route handler does not":
    async ({ writer, invalidator, reader }) => {
      const site = await testSite();
      await storeAll(site.request(writer), "old", ["t"]);
      await site.request(writer).set("/shell/a", appPage("shell", ["t"]), { revalidate: false }, true);
      await site.request(invalidator).handler.revalidateTag(["t"]);
      expect((await site.request(reader).get("/shell/a"))?.lastModified).toBe(-1);
      expect(await site.request(reader).get("/shell/a", { isFallback: true })).toBeNull();
      expect(await site.request(reader).get("/route")).toBeNull();
    },
  "S13 a stale response is served once more while it is replaced, in every process": async ({
    writer,
    invalidator,
    everyone,
  }) => {
    const site = await testSite();
    await storeAll(site.request(writer), "old", ["t"]);
    await site.request(invalidator).handler.revalidateTag(["t"], { expire: 3600 });
    for (const process of everyone) {
      for (const path of Object.keys(VALUES)) {
        const found = await site.request(process).get(path);
        expect(textOf(found), path).toBe("old");
        expect(found !== null && isStale(process, found), path).toBe(true);
        expect(found?.cacheControl?.revalidate).toBeGreaterThanOrEqual(1);
      }
      const data = await site.request(process).getFetch("f");
      expect(textOf(data)).toBe("old");
      expect(process.clock.now() - (data?.lastModified ?? 0)).toBeGreaterThan(900_000);
      expect(data?.lastModified).toBeGreaterThan(0);
    }
  },
  "S13 fetch data that is stale by tag is so for every revalidate that it is asked with": async ({
    writer,
    invalidator,
    reader,
  }) => {
    const site = await testSite();
    await site.request(writer).setFetch("f", fetched("old", 0xfffffffe), ["t"]);
    await site.request(invalidator).handler.revalidateTag(["t"], { expire: 3600 });
    for (const revalidate of [1, 900, 0xfffffffe, false] as const) {
      const data = await site.request(reader).getFetch("f", { revalidate });
      const ageSeconds = (reader.clock.now() - (data?.lastModified ?? Number.NaN)) / 1000;
      expect(ageSeconds).toBeGreaterThan(revalidate || 0xfffffffe);
    }
  },
  "S13 Next.js' own cache reports stale responses and fetch data as stale": async ({
    subject,
    writer,
    invalidator,
    reader,
  }) => {
    // Next.js looks at the real clock.
    if (Math.abs(reader.clock.now() - subject.time.clock().now()) > 60_000) return;
    const site = await testSite();
    for (const cacheControl of [{ revalidate: false }, { revalidate: 60, expire: 600 }] as const) {
      for (const [path, kind, value] of [
        ["/page", "APP_PAGE", appPage("old", ["t"])],
        ["/route", "APP_ROUTE", appRoute("old", ["t"])],
      ] as const) {
        const context = routeContext(path, kind);
        const request = site.request(writer);
        await request.get(path);
        await request.set(path, value, cacheControl);
        expect((await nextIncrementalCache(reader, site.build).get(path, context))?.isStale).toBeUndefined();
        await invalidate(invalidator, ["t"], { expire: 3600 });
        expect(await nextIncrementalCache(reader, site.build).get(path, context)).toMatchObject({ isStale: true });
      }
    }
    const request = site.request(writer);
    await request.getFetch("f");
    await request.setFetch("f", fetched("old", 900), ["t"]);
    const fetchContext = { kind: "FETCH", revalidate: 900, tags: ["t"], softTags: [] };
    expect(await nextIncrementalCache(reader, site.build).get("f", fetchContext)).toMatchObject({ isStale: false });
    await invalidate(invalidator, ["t"], { expire: 3600 });
    expect(await nextIncrementalCache(reader, site.build).get("f", fetchContext)).toMatchObject({ isStale: true });
    await invalidate(invalidator, ["t"]);
    expect(await nextIncrementalCache(reader, site.build).get("f", fetchContext)).toBeNull();
    const expired = await nextIncrementalCache(reader, site.build).get("/page", routeContext("/page"));
    if (expired !== null) expect(expired.isStale).toBe(-1);
  },
  "S13 a stale response is not served once its time is over": async ({
    subject: { time },
    writer,
    invalidator,
    everyone,
  }) => {
    const site = await testSite();
    await storeAll(site.request(writer), "old", ["t"]);
    await site.request(invalidator).handler.revalidateTag(["t"], { expire: time.momentMs / 1000 });
    await time.pass(time.momentMs + time.toleranceMs);
    for (const process of everyone) {
      for (const path of Object.keys(VALUES)) expect(isServed(await site.request(process).get(path)), path).toBe(false);
      expect(await site.request(process).getFetch("f")).toBeNull();
    }
  },
  "S14 a response that was made anew is fresh in every process": async ({ writer, invalidator, everyone }) => {
    const site = await testSite();
    for (const durations of [undefined, { expire: 3600 }]) {
      await storeAll(site.request(writer), "old", ["t"]);
      await site.request(invalidator).handler.revalidateTag(["t"], durations);
      await storeAll(site.request(writer), "new", ["t"]);
      for (const process of everyone) {
        for (const path of Object.keys(VALUES)) {
          const found = await site.request(process).get(path);
          expect(textOf(found), path).toBe("new");
          expect(found !== null && isStale(process, found), path).toBe(false);
        }
        const data = await site.request(process).getFetch("f");
        expect(textOf(data)).toBe("new");
        expect(process.clock.now() - (data?.lastModified ?? 0)).toBeLessThan(60_000);
      }
    }
  },
  "S15 fetch data is judged by its stored tags, the tags it is asked with and the soft tags": async ({
    writer,
    invalidator,
    reader,
  }) => {
    const site = await testSite();
    for (const [tag, context] of [
      ["stored", {}],
      ["asked", { tags: ["asked"] }],
      ["_N_T_/soft", { softTags: ["_N_T_/soft"] }],
    ] as const) {
      const asked = {
        tags: [...("tags" in context ? context.tags : [])],
        softTags: [...("softTags" in context ? context.softTags : [])],
      };
      const request = site.request(writer);
      await request.getFetch("f", asked);
      await request.setFetch("f", fetched("old"), ["stored"]);
      expect(textOf(await site.request(reader).getFetch("f", asked)), tag).toBe("old");
      await invalidate(invalidator, [tag], { expire: 3600 });
      const stale = await site.request(reader).getFetch("f", asked);
      expect(reader.clock.now() - (stale?.lastModified ?? 0), tag).toBeGreaterThan(900_000);
      await invalidate(invalidator, [tag]);
      expect(await site.request(reader).getFetch("f", asked), tag).toBeNull();
    }
  },
  "S15 soft tags of one route do not become those of fetch data that another shares": async ({
    writer,
    invalidator,
    reader,
  }) => {
    const site = await testSite();
    await site.request(writer).setFetch("f", fetched("v"), ["t"]);
    await site.request(reader).getFetch("f", { softTags: ["_N_T_/one"] });
    await invalidate(invalidator, ["_N_T_/one"]);
    expect(textOf(await site.request(reader).getFetch("f", { softTags: ["_N_T_/other"] }))).toBe("v");
  },
  "S16 what was asked for before an invalidation and is stored after it is not fresh": async ({
    writer,
    invalidator,
    everyone,
  }) => {
    const site = await testSite();
    const request = site.request(writer);
    for (const path of Object.keys(VALUES)) await request.get(path);
    await request.getFetch("f", { tags: ["t"] });
    await invalidate(invalidator, ["t"]);
    // Meanwhile other requests tell the process.
    await site.request(writer).get("/page");
    await readText(writer, "other");
    for (const [path, value] of Object.entries(VALUES)) await request.set(path, value("old", ["t"]));
    await request.setFetch("f", fetched("old"), ["t"]);
    for (const process of everyone) {
      for (const path of Object.keys(VALUES)) {
        expect(textOf(await site.request(process).get(path)), path).toBeUndefined();
      }
      expect(await site.request(process).getFetch("f")).toBeNull();
    }
  },
  "S16 what is stored by an instance that never asked is as old as that instance": async ({
    writer,
    invalidator,
    everyone,
  }) => {
    const site = await testSite();
    const request = site.request(writer);
    await invalidate(invalidator, ["t"]);
    await site.request(writer).get("/page");
    await request.set("/page", appPage("old", ["t"]));
    for (const process of everyone) expect(textOf(await site.request(process).get("/page"))).toBeUndefined();
    await site.request(writer).set("/page", appPage("new", ["t"]));
    for (const process of everyone) expect(textOf(await site.request(process).get("/page"))).toBe("new");
  },
  "S17 an object that was handed out and is stored again keeps its old validity": async ({
    writer,
    invalidator,
    everyone,
  }) => {
    const site = await testSite();
    await site.request(writer).set("/page", appPage("old", ["t"]));
    await invalidate(invalidator, ["t"], { expire: 3600 });
    const request = site.request(writer);
    const found = await request.get("/page");
    await request.set("/page", found?.value ?? null, { revalidate: 3 });
    for (const process of everyone.filter((other) => other !== writer)) {
      const again = await site.request(process).get("/page");
      expect(again !== null && isStale(process, again)).toBe(true);
    }
    await invalidate(invalidator, ["t"]);
    for (const process of everyone) expect(isServed(await site.request(process).get("/page"))).toBe(false);
  },
  "S17 after a failed regeneration a stale response waits as long as Next.js asked for, and is then tried again":
    async ({ subject: { time }, writer, invalidator }) => {
      const site = await testSite();
      await site.request(writer).set("/page", appPage("old", ["t"]));
      await invalidate(invalidator, ["t"], {});
      const request = site.request(writer);
      const found = await request.get("/page");
      await request.set("/page", found?.value ?? null, { revalidate: Math.max(1, time.momentMs / 1000) });
      const waiting = await site.request(writer).get("/page");
      expect(waiting !== null && isStale(writer, waiting)).toBe(false);
      expect(waiting?.cacheControl?.revalidate).toBeGreaterThanOrEqual(1);
      await time.pass(Math.max(1000, time.momentMs) + time.toleranceMs);
      const later = await site.request(writer).get("/page");
      expect(later !== null && isStale(writer, later)).toBe(true);
    },
  "S18 a tag with a comma reaches the pages that carry it": async ({ writer, invalidator, everyone }) => {
    const site = await testSite();
    await site.request(writer).set("/page", appPage("old", ["before", "a,b", "after"]));
    await site.request(writer).set("/route", appRoute("old", ["x,y,z"]));
    await site.request(invalidator).handler.revalidateTag("a,b");
    await invalidate(invalidator, ["x,y,z"]);
    for (const process of everyone) {
      expect(isServed(await site.request(process).get("/page"))).toBe(false);
      expect(isServed(await site.request(process).get("/route"))).toBe(false);
    }
  },
  "S19 nothing depends on Next.js' own manifest of tags": async ({ writer, invalidator, everyone }) => {
    const site = await testSite();
    await site.request(writer).set("/page", appPage("old", ["manifest"]));
    await nextIncrementalCache(invalidator, site.build).revalidateTag(["manifest"]);
    for (const process of everyone) expect(isServed(await site.request(process).get("/page"))).toBe(false);
    expect(tagsManifest.has("manifest")).toBe(false);
  },
  "S11 revalidateTag takes one tag or several, with and without a profile": async ({ writer, invalidator, reader }) => {
    const site = await testSite();
    for (const [tags, durations] of [
      ["one", undefined],
      [["two", "one"], undefined],
      ["one", { expire: 0 }],
      [["one"], { expire: 3600 }],
    ] as [string | string[], { expire: number } | undefined][]) {
      await site.request(writer).set("/page", appPage("old", ["one"]));
      await site.request(invalidator).handler.revalidateTag(tags, durations);
      const found = await site.request(reader).get("/page");
      expect(found === null || !isServed(found) || isStale(reader, found)).toBe(true);
    }
  },
  "C3 an invalidation through either handler reaches both": async ({ writer, invalidator, everyone }) => {
    const site = await testSite();
    const storeBoth = async (): Promise<void> => {
      await site.answer(writer, "/page", () => appPage("v", ["t"]));
      await store(writer, "k", { value: "v", tags: ["t"] });
    };
    await storeBoth();
    await invalidate(invalidator, ["t"]);
    for (const process of everyone) {
      expect(isServed(await site.request(process).get("/page"))).toBe(false);
      expect(await readText(process, "k")).toBeUndefined();
    }
    await storeBoth();
    await site.request(invalidator).handler.revalidateTag(["t"], { expire: 3600 });
    for (const process of everyone) {
      expect(await read(process, "k")).toMatchObject({ fresh: false });
      const found = await site.request(process).get("/page");
      expect(found !== null && isStale(process, found)).toBe(true);
    }
  },
});
