import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import { topic, type Topic } from "../claim.ts";
import type { OpenHandlers } from "../handler-subject.ts";
import type { BuiltRoute } from "../next/build-files.ts";
import { appPage, isServed, isStale, testSite, type TestSite, textOf } from "../next/singular.ts";
import { invalidate } from "../next/use-cache.ts";
import { turns } from "../test-time.ts";

const ROUTES: readonly BuiltRoute[] = [
  { path: "/page", revalidate: 900, expire: 31_536_000, seed: { body: "built", tags: ["_N_T_/page", "t"] } },
  { path: "/route", kind: "APP_ROUTE", seed: { body: "built", tags: ["t"] } },
  { path: "/shell/a", source: "/shell/[slug]", fallback: "/shell/[slug].html", seed: { body: "built", tags: ["t"] } },
  { path: "/none" },
];
const PATHS = ["/page", "/route", "/shell/a"];

/** Builds the application: a worker of the build constructs the handler, which notes the position. */
async function buildWith(open: OpenHandlers) {
  const subject = await open();
  const site = await testSite(ROUTES);
  const worker = await subject.start({ building: true });
  await site.request(worker).get("/page");
  await site.request(worker).set("/page", appPage("not kept"));
  // The file is written in the background, as a build goes on for long after.
  for (let wait = 0; wait < 50; wait++) await turns(4);
  return { subject, site };
}

async function isSeedServed(site: TestSite, process: Parameters<TestSite["request"]>[0]): Promise<boolean[]> {
  return Promise.all(PATHS.map(async (path) => textOf(await site.request(process).get(path)) === "built"));
}

export const SEEDS: Topic<OpenHandlers> = topic("seeds", {
  "B1 during a build nothing is served or stored": async (open) => {
    const { subject, site } = await buildWith(open);
    const worker = await subject.start({ building: true });
    expect(await site.request(worker).get("/page")).toBeNull();
    expect(textOf(await site.request(await subject.start({ seeds: "off" })).get("/page"))).toBeUndefined();
  },
  "B5 the first request of a prerendered response is a hit": async (open) => {
    const { subject, site } = await buildWith(open);
    const process = await subject.start();
    expect(await isSeedServed(site, process)).toEqual([true, true, true]);
    const found = await site.request(process).get("/page");
    expect(found !== null && isStale(process, found)).toBe(false);
    expect(found?.cacheControl).toEqual({ revalidate: 900, expire: 31_536_000 });
    expect(await site.request(process).get("/none")).toBeNull();
  },
  "B5 a seed whose tag expired after the build is a miss, in processes that start later too": async (open) => {
    const { subject, site } = await buildWith(open);
    const [running, other] = [await subject.start(), await subject.start()];
    await isSeedServed(site, running);
    await invalidate(other, ["t"]);
    for (const process of [running, other, await subject.start()]) {
      expect(await isSeedServed(site, process)).toEqual([false, false, false]);
    }
    await site.answer(other, "/page", () => appPage("new", ["t"]));
    for (const process of [running, await subject.start()]) {
      expect(textOf(await site.request(process).get("/page"))).toBe("new");
    }
  },
  "B5 a seed whose tag is stale is served once more while it is replaced": async (open) => {
    const { subject, site } = await buildWith(open);
    const process = await subject.start();
    await invalidate(process, ["t"], { expire: 3600 });
    const found = await site.request(process).get("/page");
    expect(textOf(found)).toBe("built");
    expect(found !== null && isStale(process, found)).toBe(true);
  },
  "4 seeds prove nothing once the ledger was lost": async (open) => {
    const { subject, site } = await buildWith(open);
    const running = await subject.start();
    await isSeedServed(site, running);
    await invalidate(running, ["t"]);
    const epoch = (await subject.store.news(undefined))?.position.epoch ?? "";
    await subject.store.renew(epoch);
    for (const process of [running, await subject.start()]) {
      expect(await isSeedServed(site, process)).toEqual([false, false, false]);
    }
  },
  "4 seeds of a build without a known position are not served, unless they are trusted": async (open) => {
    const subject = await open();
    const site = await testSite(ROUTES);
    expect(await isSeedServed(site, await subject.start())).toEqual([false, false, false]);
    expect(await isSeedServed(site, await subject.start({ seeds: "trust" }))).toEqual([true, true, true]);
    await invalidate(await subject.start(), ["t"]);
    expect(await isSeedServed(site, await subject.start({ seeds: "trust" }))).toEqual([false, false, false]);
  },
  "4 a build position that is damaged proves nothing": async (open) => {
    const { subject, site } = await buildWith(open);
    await writeFile(join(site.build.serverDistDir, "..", "tagledger", "position-0.json"), '{"epoch":');
    expect(await isSeedServed(site, await subject.start())).toEqual([false, false, false]);
  },
  "4 a shell is never seeded": async (open) => {
    const { subject, site } = await buildWith(open);
    expect(await site.request(await subject.start()).get("/shell/a", { isFallback: true })).toBeNull();
    expect(isServed(await site.request(await subject.start()).get("/shell/unlisted"))).toBe(false);
  },
  "seeds are off when they are turned off": async (open) => {
    const { subject, site } = await buildWith(open);
    expect(await isSeedServed(site, await subject.start({ seeds: "off" }))).toEqual([false, false, false]);
  },
});
