import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { build, copyApp, migrate, serve, type Server, typecheck } from "./app.ts";
import { type Probe, probe } from "./probe.ts";

// Compilers and servers share the cores with the tests of other files.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 240_000 });

/** Everything but the errors, whose class and message `'use cache'` does not keep. */
const SITES = [
  "constant",
  "byArguments",
  "collapsed",
  "factory",
  "reference",
  "conditional",
  "memoized",
  "ofSession",
  "inPlace",
];

describe.each(["before", "after"] as const)("the app %s the migration", (when) => {
  let server: Server;
  let app: Probe;
  let directory: string;

  beforeAll(async () => {
    directory = await copyApp(when);
    if (when === "after") await migrate(directory, "next-16-cache", "--mode", "recommended");
    await build(directory);
    server = await serve(directory);
    app = probe(server.url);
  });
  afterAll(() => server?.stop());

  test("passes tsc --strict", async () => {
    await expect(typecheck(directory)).resolves.toBeUndefined();
  });

  test.each(SITES)("%s answers again what it has answered", async (site) => {
    const first = await app.ask(site, "a");
    expect(first.run).toBeGreaterThan(0);
    await expect(app.ask(site, "a")).resolves.toEqual(first);
  });

  test.each(SITES.slice(1))("%s runs for each argument", async (site) => {
    await app.ask(site, "b");
    const { about } = await app.ask(site, "c");
    expect(about).toBe(site === "ofSession" ? "Hello Ms c" : site === "inPlace" ? "in place" : "c");
  });

  test.each([
    ["constant", "", "constant"],
    ["constant", "", "all"],
    ["byArguments", "t", "arguments"],
    ["collapsed", "t", "collapsed-t"],
    ["factory", "t", "factory-t"],
    ["reference", "t", "reference"],
  ])("%s(%s) is fresh after revalidateTag(%j)", async (site, argument, tag) => {
    const { run = 0 } = await app.ask(site, argument);
    await app.invalidate(tag);
    await expect(app.ask(site, argument)).resolves.toMatchObject({ run: run + 1 });
  });

  test("an entry of another tag stays", async () => {
    const { run } = await app.ask("collapsed", "u");
    await app.invalidate("collapsed-v");
    await expect(app.ask("collapsed", "u")).resolves.toMatchObject({ run });
  });

  test("after revalidateTag(tag, 'max') the entry answers once more", async () => {
    const { run = 0 } = await app.ask("collapsed", "later");
    await app.invalidateLater("collapsed-later");
    await expect(app.ask("collapsed", "later")).resolves.toMatchObject({ run });
    await expect.poll(async () => (await app.ask("collapsed", "later")).run).toBe(run + 1);
  });

  test("an entry is served while it is revalidated after its time", async () => {
    const { run = 0 } = await app.ask("short");
    const filled = performance.now();
    await expect.poll(async () => (await app.ask("short")).run, { timeout: 10_000, interval: 100 }).toBe(run + 1);
    // It was stored with `revalidate: 2`; the first answer after that was still the old one.
    expect(performance.now() - filled).toBeGreaterThan(1900);
  });

  test("the page that answers an action shows what the action has changed", async () => {
    const before = await app.stock();
    await expect(app.stock()).resolves.toBe(before);
    await expect(app.buy()).resolves.toBe(before + 1);
    // What is rendered with the answer of an action is not kept.
    const after = await app.stock();
    expect(after).toBeGreaterThan(before);
    await expect(app.stock()).resolves.toBe(after);
  });

  test("an error of an own class is still one", async () => {
    await expect(app.ask("refuses", "x")).resolves.toMatchObject({
      class: "Refused",
      message: expect.stringMatching(/^no x/),
    });
  });

  test("dates and maps are what they are, also on a hit, once it is migrated", async () => {
    const miss = await app.ask("kinds");
    const hit = await app.ask("kinds");
    const kept = { date: "Date", map: "Map" };
    expect(miss).toMatchObject(kept);
    expect(hit).toMatchObject(when === "after" ? kept : { date: "string", map: "object" });
  });

  test("an error loses class and message once it is migrated, as the report says", async () => {
    const { message, ...rest } = await app.ask("fails", "y");
    expect(rest["class"]).toBe(when === "after" ? "Error" : "RangeError");
    expect(message).toMatch(when === "after" ? /omitted in production/ : /^no y/);
  });
});

test("only what cannot be the same is left", async () => {
  const directory = await copyApp("left");
  const report = join(directory, "report.json");
  await migrate(directory, "next-16-cache", "--mode", "recommended", "--report", report);
  const { summary } = JSON.parse(await readFile(report, "utf8")) as { summary: { left: Record<string, number> } };
  expect(summary.left).toEqual({ "unstable-cache/throws-own-error": 1 });
});

test("by default also the entries that outlive a deployment and the errors stay", async () => {
  const directory = await copyApp("preserved");
  const report = join(directory, "report.json");
  await migrate(directory, "next-16-cache", "--report", report);
  const { summary } = JSON.parse(await readFile(report, "utf8")) as { summary: { left: Record<string, number> } };
  expect(Object.keys(summary.left).toSorted()).toEqual([
    "unstable-cache/lives-across-deployments",
    "unstable-cache/throws-error",
    "unstable-cache/throws-own-error",
  ]);
});
