import { beforeAll, expect, test } from "vitest";
import { FAULTS, planOf } from "../src/plan.ts";
import { loadProduct, type Product } from "../src/product.ts";
import { withoutRealTime } from "../src/real-time.ts";
import { simulate } from "../src/simulate.ts";

const HISTORIES = 300;

let product: Product;

beforeAll(async () => {
  product = await loadProduct();
});

test("no promise is broken, whatever fails, on any store", async () => {
  const broken: string[] = [];
  for (let seed = 1; seed <= HISTORIES; seed++) {
    const plan = planOf(seed);
    const { problems } = await simulate(product, plan);
    for (const problem of problems) broken.push(`pnpm simulate --seed ${seed} --store ${plan.store}: ${problem}`);
  }
  expect(broken).toEqual([]);
});

test("so many histories bring about every fault, on every store", () => {
  const seen = new Set<string>();
  for (let seed = 1; seed <= HISTORIES; seed++) {
    const { faults, store } = planOf(seed);
    for (const { kind } of faults) seen.add(`${kind} on ${store}`);
    if (faults.length === 0) seen.add(`none on ${store}`);
  }
  for (const fault of FAULTS) for (const store of ["memory", "redis"]) expect(seen).toContain(`${fault} on ${store}`);
});

test("one seed is one history, to the last byte", async () => {
  for (const seed of [3, 11, 14, 20, 27, 31]) {
    for (const store of ["memory", "redis"] as const) {
      const first = await simulate(product, planOf(seed, store), true);
      const second = await simulate(product, planOf(seed, store), true);
      expect(second).toEqual(first);
      expect(first.log.length).toBeGreaterThan(10);
    }
  }
});

test("another seed is another history", async () => {
  const [one, other] = [await simulate(product, planOf(3), true), await simulate(product, planOf(4), true)];
  expect(one.log).not.toEqual(other.log);
});

test("neither the real clock, nor real timers, nor real chance have a say", async () => {
  const asked = [
    () => Date.now(),
    () => performance.now(),
    () => Math.random(),
    () => setTimeout(() => {}, 0),
    () => setImmediate(() => {}),
    () => product.core.systemRandom.hex(4),
    () => product.core.systemClock.now(),
  ];
  for (const ask of asked) {
    await expect(withoutRealTime(async () => void ask())).rejects.toThrow("during a simulated history");
  }
  expect(performance.now()).toBeGreaterThan(0);
});

test("a violation is told with the moment it happened at", async () => {
  const { createUseCacheHandler } = product.core;
  const forgetful: Product = {
    ...product,
    core: {
      ...product.core,
      createUseCacheHandler: (runtime, options) => ({
        ...createUseCacheHandler(runtime, options),
        updateTags: async () => {},
      }),
      createIncrementalCacheHandler: (runtime, options) =>
        class extends product.core.createIncrementalCacheHandler(runtime, options) {
          override async revalidateTag(): Promise<void> {}
        },
    },
  };
  const { problems, log } = await simulate(forgetful, planOf(2, "memory"), true);
  expect(problems[0]).toMatch(/served as (fresh|stale) to a request of [\d.]+ though older than/);
  expect(log.join("\n")).toContain(`VIOLATION ${problems[0]}`);
});
