import { expect } from "vitest";
import { topic, type Topic } from "../claim.ts";
import type { OpenStore } from "../store-subject.ts";
import { everything, hard, headOf, markOf, soft, tagsOf } from "./ledger-values.ts";

export const APPENDING: Topic<OpenStore> = topic("append", {
  "an append answers with the position of its last record": async (open) => {
    const { store } = await open();
    const start = await headOf(store);
    const appended = await store.append([hard("a"), soft(["b"]), hard("c")], start);
    expect(appended.seq).toBe(appended.news.position.seq);
    expect(appended.news.position).toEqual(await headOf(store));
    expect(markOf(appended.news, "c")?.hard).toBe(appended.seq);
    expect(markOf(appended.news, "b")?.soft).toBeLessThanOrEqual(appended.seq);
    expect(markOf(appended.news, "b")?.hard).toBe(0);
    expect(markOf(appended.news, "a")?.soft).toBe(0);
  },
  "an append tells everything since the caller's position, its own records included": async (open) => {
    const { store, peer } = await open();
    const start = await headOf(store);
    await (await peer()).append([hard("foreign")], undefined);
    const { news, seq } = await store.append([hard("own")], start);
    expect(news.reset).toBe(false);
    expect(tagsOf(news)).toEqual(["foreign", "own"]);
    expect(news.position.seq).toBe(seq);
  },
  "an append of a caller that is up to date is alone": async (open) => {
    const { store } = await open();
    const first = await store.append([hard("a"), hard("b")], await headOf(store));
    expect(first.alone).toBe(true);
    expect((await store.append([hard("c")], first.news.position)).alone).toBe(true);
  },
  "an append is not alone when somebody else wrote since the caller's position": async (open) => {
    const { store, peer } = await open();
    const start = await headOf(store);
    await (await peer()).append([hard("foreign")], undefined);
    expect((await store.append([hard("own")], start)).alone).toBe(false);
  },
  "an append of a caller without a position tells everything": async (open) => {
    const { store } = await open();
    await store.append([hard("a")], undefined);
    const { news } = await store.append([hard("b")], undefined);
    expect(tagsOf(news)).toEqual(["a", "b"]);
    expect(news.reset).toBe(true);
  },
  "an append of a caller of another epoch is a reset": async (open) => {
    const { store } = await open();
    const old = (await store.append([hard("a")], undefined)).news.position;
    await store.renew(old.epoch);
    const { news } = await store.append([hard("b")], old);
    expect(news.reset).toBe(true);
    expect(tagsOf(news)).toEqual(["b"]);
    expect(news.position.epoch).not.toBe(old.epoch);
  },
  "an append of a caller that is ahead of the ledger renews the epoch and is kept in the new one": async (open) => {
    const { store } = await open();
    const { position } = (await store.append([hard("a")], undefined)).news;
    const { news } = await store.append([hard("b")], { ...position, seq: position.seq + 5 });
    expect(news.position.epoch).not.toBe(position.epoch);
    expect(news.reset).toBe(true);
    expect(markOf(news, "b")?.hard).toBe(news.position.seq);
    expect(markOf(await everything(store), "b")?.hard).toBe(news.position.seq);
  },
  "an invalidation is seen by every process as soon as its append has resolved": async (open) => {
    const { store, peer } = await open();
    const other = await peer();
    let known = await headOf(other);
    for (let round = 0; round < 20; round++) {
      const tag = `t${round}`;
      await store.append([hard(tag)], undefined);
      const news = await other.news(known);
      expect(tagsOf(news)).toEqual([tag]);
      known = news?.position ?? known;
    }
  },
  "concurrent appends of several processes are all kept, in one order for all": async (open) => {
    const { store, peer } = await open();
    const other = await peer();
    const third = await peer();
    const start = await headOf(store);
    const rounds = Array.from({ length: 20 }, (_, round) => round);
    const appended = await Promise.all(
      rounds.flatMap((round) => [
        store.append([hard(`a${round}`)], start),
        other.append([hard(`b${round}`), soft([`bs${round}`])], start),
        third.append([hard(`c${round}`)], undefined),
      ]),
    );
    expect(new Set(appended.map(({ seq }) => seq)).size).toBe(60);
    const told = await Promise.all([store, other, third].map((view) => view.news(start)));
    for (const news of told) {
      expect(news?.marks).toHaveLength(80);
      expect(tagsOf(news)).toEqual(tagsOf(told[0]));
      expect(news?.position).toEqual(told[0]?.position);
    }
    for (const { seq, news } of appended) {
      // Whatever an answer says it reaches, it tells all marks up to there.
      expect(news.position.seq).toBeGreaterThanOrEqual(seq);
      const upTo = told[0]?.marks.filter((mark) => Math.max(mark.hard, mark.soft) <= news.position.seq);
      expect(tagsOf(news)).toEqual(upTo?.map(({ tag }) => tag));
    }
  },
  "an immediate invalidation is not taken back by a later profile invalidation": async (open) => {
    const { store } = await open();
    const start = await headOf(store);
    const first = await store.append([hard("t")], start);
    const second = await store.append([soft(["t"], 3600)], first.news.position);
    const mark = markOf(await store.news(start), "t");
    expect(mark?.hard).toBe(first.seq);
    expect(mark?.soft).toBe(second.seq);
  },
  "one append keeps the order of its invalidations": async (open) => {
    const { store } = await open();
    const start = await headOf(store);
    const { news } = await store.append([soft(["t"], 3600), hard("t")], start);
    const mark = markOf(news, "t");
    expect(mark?.hard).toBeGreaterThanOrEqual(mark?.soft ?? Infinity);
    expect(mark?.hard).toBe(news.position.seq);
  },
  "300 tags in one invalidation are all marked": async (open) => {
    const { store } = await open();
    const tags = Array.from({ length: 300 }, (_, index) => `tag-${index}`);
    const start = await headOf(store);
    const { seq } = await store.append([hard(...tags)], start);
    const news = await store.news(start);
    expect(new Set(tagsOf(news))).toEqual(new Set(tags));
    expect(news?.marks.every((mark) => mark.hard === seq)).toBe(true);
  },
});
