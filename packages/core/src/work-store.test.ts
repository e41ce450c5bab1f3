import { AsyncLocalStorage } from "node:async_hooks";
import { afterAll, describe, expect, test } from "vitest";
import {
  askAgain,
  asksAgain,
  currentConsumer,
  currentWorkStore,
  keepInnerEntries,
  mayHoldResults,
  type WorkStore,
} from "./work-store.ts";

const workSymbol = Symbol.for("@next/work-async-storage@test");
const unitSymbol = Symbol.for("@next/work-unit-async-storage@test");
const work = new AsyncLocalStorage<object>();
const unit = new AsyncLocalStorage<object>();
Reflect.set(globalThis, workSymbol, work);
Reflect.set(globalThis, unitSymbol, unit);
afterAll(() => {
  Reflect.deleteProperty(globalThis, workSymbol);
  Reflect.deleteProperty(globalThis, unitSymbol);
});

describe("the work store", () => {
  test("is found under the global symbol of any version", () => {
    const store = { requestStartTime: 1 };
    expect(currentWorkStore()).toBeUndefined();
    expect(work.run(store, currentWorkStore)).toBe(store);
    expect(work.run({ requestStartTime: "now" }, currentWorkStore)).toBeUndefined();
  });

  test("of a Next.js that does not say when a request began has begun when it was first seen", () => {
    const store = {};
    const before = performance.timeOrigin + performance.now();
    const seen = work.run(store, currentWorkStore) as WorkStore;
    const { requestStartTime } = seen;
    expect(seen).toBe(store);
    expect(requestStartTime).toBeGreaterThanOrEqual(before);
    expect(requestStartTime).toBeLessThanOrEqual(performance.timeOrigin + performance.now());
    expect(work.run(store, currentWorkStore)?.requestStartTime).toBe(requestStartTime);
    expect(Object.keys(store), "nothing that Next.js would copy").toEqual([]);
  });

  test("may hold what others made, but not of a Next.js in which nobody joins anybody", () => {
    const older = work.run({}, currentWorkStore) as WorkStore;
    expect(mayHoldResults(older, 1)).toBe(false);
    expect(mayHoldResults({ requestStartTime: 1 }, 1)).toBe(true);
    Reflect.set(older, "pendingRevalidates", { fetch: Promise.resolve() });
    expect(mayHoldResults(older, 1)).toBe(true);
  });

  test.each([
    ["request", undefined, "request"],
    ["prerender", undefined, "response"],
    ["prerender-runtime", undefined, "request"],
    ["cache", true, "entry"],
    ["cache", false, "request"],
    ["unstable-cache", true, "entry"],
    ["something new", undefined, "unknown"],
  ])("tells for the unit %s (%s) that what is made is for: %s", (type, consumerWillServerCache, consumer) => {
    expect(unit.run({ type, consumerWillServerCache }, currentConsumer)).toBe(consumer);
  });

  test("gives what will be stored nothing that the request kept", () => {
    const completedCacheInvocations = new Map([["key", "kept"]]);
    const store: WorkStore & { completedCacheInvocations: Map<string, string> } = {
      requestStartTime: 1,
      completedCacheInvocations,
    };
    askAgain(store);
    askAgain(store);
    expect(asksAgain(store)).toBe(true);
    const look = (): unknown => completedCacheInvocations.get("key");
    expect(unit.run({ type: "request" }, look)).toBe("kept");
    expect(unit.run({ type: "cache", consumerWillServerCache: true }, look)).toBeUndefined();
    expect(look()).toBe("kept");
  });

  test("is left alone where it keeps nothing that can be seen", () => {
    const store: WorkStore = { requestStartTime: 1 };
    askAgain(store);
    askAgain(undefined);
    expect(asksAgain(store)).toBe(false);
  });

  test("reads inner entries for a page that only a tombstone made regenerate", () => {
    const fromTombstone: WorkStore = { requestStartTime: 1, isOnDemandRevalidate: true, incrementalCache: {} };
    const onDemand: WorkStore = { ...fromTombstone, incrementalCache: { isOnDemandRevalidate: true } };
    const draft: WorkStore = { ...fromTombstone, isDraftMode: true };
    for (const store of [fromTombstone, onDemand, draft]) keepInnerEntries(store);
    expect([fromTombstone, onDemand, draft].map((store) => store.isOnDemandRevalidate)).toEqual([false, true, true]);
  });
});
