import { metrics } from "@opentelemetry/api";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { registerTelemetry } from "../src/index.ts";
import { type Fleet, generate, type Instance, startFleet } from "./instance.ts";
import { createReadings, type Readings } from "./readings.ts";

let readings: Readings;
let fleet: Fleet;
let end: () => void;

beforeEach(async () => {
  readings = createReadings();
  fleet = await startFleet();
  end = registerTelemetry({ meterProvider: readings.meterProvider, spans: false });
});
afterEach(async () => {
  end();
  await fleet.stop();
  await readings.meterProvider.shutdown();
});

const get = async (instance: Instance, key: string): Promise<boolean> =>
  (await instance.useCache.get(key, [])) !== undefined;
const kind = { "tagledger.kind": "use-cache" };

describe("what was answered", () => {
  test("counts as a hit by the tier that it came from, and as a miss by the reason", async () => {
    const [a, b] = [await fleet.start(), await fleet.start()];
    expect(await get(a, "k")).toBe(false);
    await generate(a, "k", "value", ["t"]);
    expect(await get(a, "k")).toBe(true);
    expect(await get(b, "k")).toBe(true);
    expect(await get(b, "k")).toBe(true);
    await a.useCache.updateTags(["t"]);
    await b.useCache.refreshTags();
    expect(await get(b, "k")).toBe(false);

    const gets = (await readings.points("tagledger.gets")).map(({ attributes, value }) => [attributes, value]);
    // The store was asked for a newer one, and has the same: as old as the one in memory, but for the store's rounding.
    const asked = expect.stringMatching(/^(near|store)$/);
    expect(gets).toEqual(
      expect.arrayContaining([
        [{ ...kind, "tagledger.answer": "miss", "tagledger.tier": "none", "tagledger.reason": "absent" }, 1],
        [{ ...kind, "tagledger.answer": "hit", "tagledger.tier": "near" }, 2],
        [{ ...kind, "tagledger.answer": "hit", "tagledger.tier": "store" }, 1],
        [{ ...kind, "tagledger.answer": "miss", "tagledger.tier": asked, "tagledger.reason": "invalidated" }, 1],
      ]),
    );
    expect(gets).toHaveLength(4);
  });

  test("counts as stale by a profile invalidation, by kind", async () => {
    const a = await fleet.start();
    const value = {
      kind: "FETCH" as const,
      data: { headers: {}, body: "eA==", url: "https://example.com" },
      revalidate: 60,
    };
    await a.incremental.get("k", { kind: "FETCH", revalidate: 60, tags: ["t"], softTags: [] });
    await a.incremental.set("k", value, { fetchCache: true, tags: ["t"] });
    await a.incremental.revalidateTag("t", { expire: 3600 });
    const found = await a.incremental.get("k", { kind: "FETCH", revalidate: 60, tags: ["t"], softTags: [] });
    expect(found?.value).toEqual(value);
    const stale = { "tagledger.kind": "FETCH", "tagledger.answer": "stale", "tagledger.reason": "invalidated" };
    expect(await readings.total("tagledger.gets", stale)).toBe(1);
    const soft = { "tagledger.kind": "soft", "tagledger.outcome": "recorded" };
    expect(await readings.total("tagledger.invalidations", soft)).toBe(1);
  });

  test("says how much was read and written where", async () => {
    const [a, b] = [await fleet.start(), await fleet.start()];
    await generate(a, "k", "12345", []);
    await get(b, "k");
    expect(await readings.total("tagledger.write.size", { ...kind, "tagledger.tier": "store" })).toBe(5);
    expect(await readings.total("tagledger.read.size", { ...kind, "tagledger.tier": "store" })).toBe(5);
    expect(await readings.total("tagledger.writes", { ...kind, "tagledger.outcome": "written" })).toBe(1);
  });
});

describe("the ledger", () => {
  test("says how long it took until a mark of another instance was known, and nothing of own ones", async () => {
    const [a, b] = [await fleet.start(), await fleet.start()];
    await a.useCache.updateTags(["t", "u"]);
    expect(await readings.points("tagledger.learn.delay")).toEqual([]);
    const recordedMs = performance.now();
    await new Promise((resolve) => setTimeout(resolve, 30));
    await b.useCache.refreshTags();
    const elapsedSeconds = (performance.now() - recordedMs) / 1000;
    const [learned] = await readings.points("tagledger.learn.delay");
    expect(learned).toMatchObject({ value: 2, unit: "s", attributes: {} });
    // Two marks, each known after the pause and at once when it was asked for. Store time has whole milliseconds.
    expect(learned?.sum).toBeGreaterThan(2 * 0.028);
    expect(learned?.sum).toBeLessThan(2 * (elapsedSeconds + 0.05));
  });

  test("says how long refreshes take, in seconds and in buckets that tell milliseconds apart", async () => {
    await fleet.start();
    const [refresh] = await readings.points("tagledger.refresh.duration");
    expect(refresh).toMatchObject({ unit: "s", attributes: { "tagledger.outcome": "done" } });
    expect(refresh?.boundaries?.[0]).toBe(0.0005);
    expect(refresh?.sum).toBeLessThan(5);
    expect(await readings.total("tagledger.ledger.changes", { "tagledger.change": "opened" })).toBe(1);
  });
});

test("the breaker is 1 while a store that hangs is not asked, and 0 when it answers again", async () => {
  let hangs = false;
  const a = await fleet.start({
    deadlineMs: 20,
    retryAfterMs: 20,
    break: (store) => ({
      ...store,
      news: (since) => (hangs ? new Promise(() => {}) : store.news(since)),
    }),
  });
  const breaker = async (): Promise<number | undefined> => (await readings.points("tagledger.store.breaker"))[0]?.value;
  hangs = true;
  await a.useCache.refreshTags();
  expect(await breaker()).toBe(1);
  expect(await readings.total("tagledger.store.failures", { "tagledger.outcome": "deadline" })).toBe(1);
  expect(await get(a, "k")).toBe(false);
  hangs = false;
  await vi.waitFor(async () => expect(await breaker()).toBe(0));
});

test("nothing that differs with every key, tag or value is an attribute", async () => {
  const a = await fleet.start();
  for (let index = 0; index < 200; index++) {
    const tags = [`secret-tag-${index}`];
    await get(a, `secret-key-${index}`);
    await generate(a, `secret-key-${index}`, `secret-value-${index}`, tags);
    await get(a, `secret-key-${index}`);
    await a.useCache.updateTags(tags);
    await get(a, `secret-key-${index}`);
  }
  const points = await readings.all();
  expect(points.length).toBeGreaterThan(10);
  expect(points.length).toBeLessThan(60);
  expect(JSON.stringify(points)).not.toContain("secret");
});

describe("registering", () => {
  test("again takes the place of the first, so that nothing counts twice", async () => {
    registerTelemetry({ meterProvider: readings.meterProvider, spans: false });
    const a = await fleet.start();
    await get(a, "k");
    expect(await readings.total("tagledger.gets")).toBe(1);
    registerTelemetry({ meterProvider: readings.meterProvider, spans: false })();
    await get(a, "k");
    expect(await readings.total("tagledger.gets")).toBe(1);
  });

  test("may come before the application sets its meter provider", async () => {
    end();
    end = registerTelemetry({ spans: false });
    const a = await fleet.start();
    await get(a, "before");
    metrics.setGlobalMeterProvider(readings.meterProvider);
    try {
      await get(a, "after");
      expect(await readings.total("tagledger.gets")).toBe(1);
    } finally {
      metrics.disable();
    }
  });
});
