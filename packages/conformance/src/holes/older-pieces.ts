import { expect } from "vitest";
import { topic, type Topic } from "../claim.ts";
import type { OpenHandlers } from "../handler-subject.ts";
import { beginRequest, inRequest, within, renderingFor } from "../next/request.ts";
import { appPage, fetched, isServed, isStale, testSite, textOf } from "../next/singular.ts";
import { entryOf, invalidate, read, readHere, readText, store } from "../next/use-cache.ts";

export const OLDER_PIECES: Topic<OpenHandlers> = topic("holes 1, 2, 3, 9 and 10, one by one", {
  "1 a page that joined a generation begun before an invalidation is not kept as fresh": async (open) => {
    const subject = await open();
    const [b, a] = [await subject.start(), await subject.start()];
    const site = await testSite();
    // R1 begins slow(), which reads old data.
    const r1 = beginRequest(b);
    await within(r1, () => b.useCache.refreshTags());
    await within(r1, () => b.useCache.get("slow()", []));
    const generated = entryOf(b, { value: "old", tags: ["x"] });
    await invalidate(a, ["x"]);
    // R2 begins, misses its page, and joins R1's generation.
    const r2 = site.request(b);
    expect(isServed(await r2.get("/page"))).toBe(false);
    await within(r1, () => b.useCache.set("slow()", Promise.resolve(generated)));
    await r2.set("/page", appPage("old", ["_N_T_/page", "x"]));
    for (const process of [b, a]) {
      expect(isServed(await site.request(process).get("/page"))).toBe(false);
      expect(await readText(process, "slow()")).toBeUndefined();
    }
    // What is made then is kept.
    await store(b, "slow()", { value: "new", tags: ["x"] });
    await site.answer(b, "/page", () => appPage("new", ["_N_T_/page", "x"]));
    expect(await site.answer(b, "/page", () => appPage("newer", ["_N_T_/page", "x"]))).toBe("hit");
  },
  "1 nor is an outer 'use cache' entry, whose own path was invalidated by a profile": async (open) => {
    const subject = await open();
    const [b, a] = [await subject.start(), await subject.start()];
    const r1 = beginRequest(b);
    await within(r1, () => b.useCache.refreshTags());
    const inner = entryOf(b, { value: "old", tags: ["x"] });
    await invalidate(a, ["x"], { expire: 3600 });
    const r2 = beginRequest(b);
    await within(r2, () => b.useCache.refreshTags());
    const outer = entryOf(b, { value: "old", tags: ["x", "z"] });
    await within(r1, () => b.useCache.set("inner()", Promise.resolve(inner)));
    await within(r2, () => b.useCache.set("outer()", Promise.resolve(outer)));
    for (const process of [b, a]) expect((await read(process, "outer()"))?.fresh ?? false).toBe(false);
  },
  "1 nor is one that was joined through another": async (open) => {
    const subject = await open();
    const [b, a] = [await subject.start(), await subject.start()];
    const begin = async () => {
      const request = beginRequest(b);
      await within(request, () => b.useCache.refreshTags());
      return request;
    };
    const r1 = await begin();
    const inner = entryOf(b, { value: "old", tags: ["x"] });
    await invalidate(a, ["x"]);
    const r2 = await begin();
    const middle = entryOf(b, { value: "old", tags: ["x", "m"] });
    await invalidate(a, ["other"]);
    const r3 = await begin();
    const outer = entryOf(b, { value: "old", tags: ["x", "m", "o"] });
    await within(r1, () => b.useCache.set("inner()", Promise.resolve(inner)));
    await within(r2, () => b.useCache.set("middle()", Promise.resolve(middle)));
    await within(r3, () => b.useCache.set("outer()", Promise.resolve(outer)));
    for (const key of ["inner()", "middle()", "outer()"]) expect(await readText(a, key)).toBeUndefined();
  },
  "1 nor is one that was joined while the way to it was still being stored": async (open) => {
    const subject = await open();
    const [b, a] = [await subject.start(), await subject.start()];
    const site = await testSite();
    const r1 = beginRequest(b);
    await within(r1, () => b.useCache.refreshTags());
    const generated = { value: "old", tags: ["x"], timestamp: b.clock.now() };
    // A function that reads a root parameter is stored twice, at once; it can be joined until both have ended.
    let release = (): void => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let writes = 0;
    b.chaos.delays = (operation) => (operation === "write" && ++writes === 2 ? held : undefined);
    const specific = within(r1, () => b.useCache.set("lang()[en]", Promise.resolve(entryOf(b, generated))));
    const redirect = { ...generated, value: "\0", tags: ["x", "_N_RP_lang"] };
    const leading = within(r1, () => b.useCache.set("lang()", Promise.resolve(entryOf(b, redirect))));
    await specific;
    await invalidate(a, ["x"]);
    const r2 = site.request(b);
    await r2.get("/page");
    release();
    await leading;
    await r2.set("/page", appPage("old", ["_N_T_/page", "x"]));
    for (const process of [b, a]) expect(textOf(await site.request(process).get("/page"))).toBeUndefined();
  },
  "1 nor is one that joined a fresh answer to a request on another path, after its own path was invalidated": async (
    open,
  ) => {
    const subject = await open();
    const [b, a] = [await subject.start(), await subject.start()];
    const site = await testSite();
    const path = "_N_T_/page";
    await store(a, "inner()", { value: "old", tags: ["x"] });
    await invalidate(a, [path]);
    // R2 misses its page and joins the call that R1, which is on another path, has just begun.
    const r2 = site.request(b);
    expect(isServed(await r2.get("/page"))).toBe(false);
    expect((await read(b, "inner()", ["_N_T_/other"]))?.fresh).toBe(true);
    await r2.set("/page", appPage("old", [path, "x"]));
    for (const process of [b, a]) expect(isServed(await site.request(process).get("/page"))).toBe(false);
    // Who asks by itself makes it anew, and keeps that.
    const third = site.request(b);
    await third.get("/page");
    expect(await read(b, "inner()", [path])).toBeUndefined();
    await store(b, "inner()", { value: "new", tags: ["x"] });
    await site.answer(b, "/page", () => appPage("new", [path, "x"]));
    expect(await site.answer(b, "/page", () => appPage("newer", [path, "x"]))).toBe("hit");
  },
  "2 an inner result that a request keeps is not kept as fresh in an outer entry begun later": async (open) => {
    const subject = await open();
    const [b, a] = [await subject.start(), await subject.start()];
    await store(a, "inner()", { value: "old", tags: ["y"] });
    const r1 = beginRequest(b);
    expect((await within(r1, () => readHere(b, "inner()")))?.fresh).toBe(true);
    await invalidate(a, ["y"]);
    await readText(b, "other");
    const outer = entryOf(b, { value: "outer(old)", tags: ["y"] });
    await within(r1, () => b.useCache.set("outer()", Promise.resolve(outer)));
    for (const process of [b, a]) expect(await readText(process, "outer()")).toBeUndefined();
  },
  "2 nor where Next.js' work store cannot be reached": async (open) => {
    const subject = await open();
    const [b, a] = [await subject.start(), await subject.start()];
    await store(a, "inner()", { value: "old", tags: ["y"] });
    await b.useCache.refreshTags();
    expect(await b.useCache.get("inner()", [])).toBeDefined();
    await invalidate(a, ["y"]);
    await b.useCache.refreshTags();
    await b.useCache.get("other()", []);
    await b.useCache.set("outer()", Promise.resolve(entryOf(b, { value: "outer(old)", tags: ["y"] })));
    for (const process of [b, a]) expect(await readText(process, "outer()")).toBeUndefined();
  },
  "2 where the work store cannot be reached entries are still kept": async (open) => {
    const subject = await open();
    const { time } = subject;
    const [b, a] = [await subject.start(), await subject.start()];
    await b.useCache.set("k", Promise.resolve(entryOf(b, { value: "v", tags: ["y"] })));
    expect(await readText(a, "k")).toBe("v");
    await invalidate(a, ["y"]);
    await b.useCache.refreshTags();
    if (time.momentMs < 60_000) return;
    await time.pass(61_000);
    await b.useCache.set("k", Promise.resolve(entryOf(b, { value: "w", tags: ["y"] })));
    expect(await readText(a, "k")).toBe("w");
  },
  "2 an invalidation by somebody else keeps a request from counting as made after its own": async (open) => {
    const subject = await open();
    const [b, a] = [await subject.start(), await subject.start()];
    await store(a, "inner()", { value: "old", tags: ["y"] });
    const action = beginRequest(b);
    await within(action, () => readHere(b, "inner()"));
    await invalidate(a, ["y"]);
    await within(action, () => b.useCache.updateTags(["own"]));
    await within(action, () =>
      b.useCache.set("outer()", Promise.resolve(entryOf(b, { value: "outer(old)", tags: ["y", "own"] }))),
    );
    for (const process of [b, a]) expect(await readText(process, "outer()")).toBeUndefined();
  },
  "3 a stale inner entry is reported stale to everybody until it is replaced": async (open) => {
    const subject = await open();
    const processes = [await subject.start(), await subject.start(), await subject.start()];
    const [a] = processes as [(typeof processes)[0]];
    const site = await testSite();
    await store(a, "slow()", { value: "old", tags: ["x"] });
    await site.request(a).setFetch("f", fetched("old"), ["x"]);
    await invalidate(a, ["x"], { expire: 3600 });
    for (let round = 0; round < 5; round++) {
      const reads = await Promise.all(
        processes.flatMap((process) => [read(process, "slow()"), read(process, "slow()")]),
      );
      for (const found of reads) expect(found?.entry.revalidate).toBe(-1);
      for (const process of processes) {
        const data = await site.request(process).getFetch("f");
        expect(process.clock.now() - (data?.lastModified ?? 0)).toBeGreaterThan(900_000);
      }
    }
  },
  "9 a page that contains a stale value because its replacement failed is not kept as fresh": async (open) => {
    const subject = await open();
    const [b, a] = [await subject.start(), await subject.start()];
    const site = await testSite();
    await site.request(a).setFetch("f", fetched("old"), ["x"]);
    await invalidate(a, ["x"], { expire: 3600 });
    const request = site.request(b);
    await request.get("/page");
    expect(textOf(await request.getFetch("f", { tags: ["x"] }))).toBe("old");
    // The origin throws; Next.js serves the stale value and stores the page.
    await request.set("/page", appPage("old", ["_N_T_/page", "x"]));
    const again = await site.request(b).get("/page");
    expect(again === null || !isServed(again) || isStale(b, again)).toBe(true);
    // With a fresh value the page is kept.
    const second = site.request(b);
    await second.get("/page");
    await second.getFetch("f", { tags: ["x"] });
    await second.setFetch("f", fetched("new"), ["x"]);
    await second.set("/page", appPage("new", ["_N_T_/page", "x"]));
    for (const process of [b, a]) {
      const kept = await site.request(process).get("/page");
      expect(textOf(kept)).toBe("new");
      expect(kept !== null && isStale(process, kept)).toBe(false);
    }
  },
  "9 nor is an outer entry of a request that was handed a stale inner one": async (open) => {
    const subject = await open();
    const [b, a] = [await subject.start(), await subject.start()];
    await store(a, "inner()", { value: "old", tags: ["x"] });
    await invalidate(a, ["x"], { expire: 3600 });
    // Where Next.js shows nothing of what it keeps, the handler cannot make it ask again.
    const request = beginRequest(b);
    const inner = await within(request, async () => {
      await b.useCache.refreshTags();
      return renderingFor("request", () => b.useCache.get("inner()", []));
    });
    expect(inner?.revalidate).toBe(-1);
    const outer = entryOf(b, { value: "outer(old)", tags: ["x"] });
    await within(request, () => b.useCache.set("outer()", Promise.resolve(outer)));
    for (const process of [b, a]) expect((await read(process, "outer()"))?.fresh ?? false).toBe(false);
  },
  "10 of two generations of one key in one request the older may be stored first": async (open) => {
    const subject = await open();
    const [b, a] = [await subject.start(), await subject.start()];
    const site = await testSite();
    const request = site.request(b);
    expect(await request.getFetch("f", { tags: ["x"] })).toBeNull();
    await invalidate(a, ["x"]);
    await readText(b, "other");
    expect(await request.getFetch("f", { tags: ["x"] })).toBeNull();
    await request.setFetch("f", fetched("old"), ["x"]);
    expect(await site.request(a).getFetch("f", { tags: ["x"] })).toBeNull();
    expect(await site.request(b).getFetch("f", { tags: ["x"] })).toBeNull();
  },
  "10 nor does it matter which of two questions about a page is answered first": async (open) => {
    const subject = await open();
    const [b, a] = [await subject.start(), await subject.start()];
    const site = await testSite();
    const request = site.request(b);
    await request.get("/page");
    await invalidate(a, ["x"]);
    await request.get("/page");
    await request.set("/page", appPage("old", ["x"]));
    for (const process of [b, a]) expect(textOf(await site.request(process).get("/page"))).toBeUndefined();
  },
  "a background render of a page is as old as the question before it": async (open) => {
    const subject = await open();
    const [b, a] = [await subject.start(), await subject.start()];
    const site = await testSite();
    await site.request(a).set("/page", appPage("first", ["x"]));
    await invalidate(a, ["x"], { expire: 3600 });
    const request = site.request(b);
    await request.get("/page");
    await invalidate(a, ["x"], { expire: 3600 });
    await inRequest(b, () => b.useCache.refreshTags());
    await request.set("/page", appPage("second", ["x"]));
    for (const process of [b, a]) {
      const found = await site.request(process).get("/page");
      expect(found !== null && isStale(process, found)).toBe(true);
    }
  },
});
