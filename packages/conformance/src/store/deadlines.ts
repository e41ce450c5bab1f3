import { expect } from "vitest";
import { topic, type Topic } from "../claim.ts";
import type { OpenStore } from "../store-subject.ts";
import { everything, headOf, markOf, soft } from "./ledger-values.ts";

/** True when a mark expires entries now: either it says so, or the time it leaves is over. */
function hasHardened(mark: { hard: number; soft: number; softExpiresInMs?: number } | undefined): boolean {
  if (mark === undefined) return false;
  return mark.hard >= mark.soft || (mark.softExpiresInMs !== undefined && mark.softExpiresInMs <= 0);
}

export const DEADLINES: Topic<OpenStore> = topic("deadlines of profile invalidations", {
  "a profile invalidation without expire never hardens": async (open) => {
    const { store, time } = await open();
    const start = await headOf(store);
    const { seq, news } = await store.append([soft(["t"])], start);
    expect(markOf(news, "t")).toMatchObject({ hard: 0, soft: seq });
    expect(markOf(news, "t")?.softExpiresInMs).toBeUndefined();
    await time.pass(time.momentMs);
    expect(markOf(await store.news(start), "t")?.softExpiresInMs).toBeUndefined();
    expect(hasHardened(markOf(await everything(store), "t"))).toBe(false);
  },
  "a profile invalidation with expire tells the time that is left": async (open) => {
    const { store, time } = await open();
    const start = await headOf(store);
    const seconds = (10 * time.momentMs) / 1000;
    const { news } = await store.append([soft(["t"], seconds)], start);
    const left = markOf(news, "t")?.softExpiresInMs ?? Number.NaN;
    expect(left).toBeLessThanOrEqual(seconds * 1000);
    expect(left).toBeGreaterThan(seconds * 1000 - time.toleranceMs);
    await time.pass(time.momentMs);
    const later = markOf(await store.news(start), "t")?.softExpiresInMs ?? Number.NaN;
    expect(later).toBeLessThanOrEqual(left - time.momentMs + time.toleranceMs);
    expect(later).toBeGreaterThan(left - time.momentMs - 20 * time.toleranceMs);
  },
  "a profile invalidation hardens for every process when its time is over": async (open) => {
    const { store, peer, time } = await open();
    const start = await headOf(store);
    await store.append([soft(["t"], time.momentMs / 1000)], start);
    expect(hasHardened(markOf(await store.news(start), "t"))).toBe(false);
    await time.pass(time.momentMs + time.toleranceMs);
    expect(hasHardened(markOf(await store.news(start), "t"))).toBe(true);
    expect(hasHardened(markOf(await (await peer()).news(start), "t"))).toBe(true);
    expect(hasHardened(markOf(await everything(store), "t"))).toBe(true);
  },
  "a passed deadline does not harden a later profile invalidation": async (open) => {
    const { store, time } = await open();
    const start = await headOf(store);
    const short = await store.append([soft(["t"], time.momentMs / 1000)], start);
    await time.pass(time.momentMs + time.toleranceMs);
    const long = await store.append([soft(["t"])], short.news.position);
    const mark = markOf(await everything(store), "t");
    expect(mark?.soft).toBe(long.seq);
    expect(mark?.hard).toBe(short.seq);
    expect(hasHardened(mark)).toBe(false);
  },
  "of two pending deadlines the earlier counts": async (open) => {
    const { store, time } = await open();
    const start = await headOf(store);
    const seconds = (10 * time.momentMs) / 1000;
    await store.append([soft(["t"], seconds)], start);
    await store.append([soft(["t"], 100 * seconds)], undefined);
    const left = markOf(await everything(store), "t")?.softExpiresInMs ?? Number.NaN;
    expect(left).toBeLessThanOrEqual(seconds * 1000);
  },
  "an expire of a year and one of 136 years survive": async (open) => {
    const { store } = await open();
    for (const [tag, seconds] of [
      ["year", 31_536_000],
      ["ever", 0xfffffffe],
    ] as const) {
      const { news } = await store.append([soft([tag], seconds)], undefined);
      const left = markOf(news, tag)?.softExpiresInMs ?? Number.NaN;
      expect(left).toBeGreaterThan(seconds * 1000 - 60_000);
      expect(left).toBeLessThanOrEqual(seconds * 1000);
    }
  },
});
