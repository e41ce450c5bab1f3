import { afterEach, beforeEach, expect, it } from "vitest";
import { createWorkbench, everything, hard, type Workbench } from "../test/workbench.ts";

let bench: Workbench;
beforeEach(async () => void (bench = await createWorkbench()));
afterEach(() => bench.dispose());

it("a million tags are remembered, rotated and read within seconds", { timeout: 60_000 }, async () => {
  const store = bench.open({ maxJournalBytes: 2 ** 40 });
  let { position } = await everything(store);
  for (let batch = 0; batch < 200; batch++) {
    const invalidations = Array.from({ length: 5 }, (_, part) =>
      hard(...Array.from({ length: 1_000 }, (_tag, index) => `product-${batch * 5_000 + part * 1_000 + index}`)),
    );
    ({ position } = (await store.append(invalidations, position)).news);
  }
  const startedMs = performance.now();
  await store.compact();
  const compactedMs = performance.now();
  expect(await store.news(position)).toBeUndefined();
  const news = await everything(bench.open());
  const readMs = performance.now();
  expect(news.marks).toHaveLength(1_000_000);
  expect(news.position).toEqual(position);
  expect(compactedMs - startedMs).toBeLessThan(20_000);
  expect(readMs - compactedMs).toBeLessThan(20_000);
});
