import { expect } from "vitest";
import { topic, type Topic } from "../claim.ts";
import type { OpenStore } from "../store-subject.ts";
import { everything, hard, headOf, markOf, soft, tagsOf } from "./ledger-values.ts";

export const NEWS: Topic<OpenStore> = topic("news", {
  "an empty ledger is at position 0 of a random epoch": async (open) => {
    const { store } = await open();
    const news = await everything(store);
    expect(news.position.seq).toBe(0);
    expect(news.position.nonce).toBe("");
    expect(news.position.epoch).toMatch(/^[0-9a-f]{32}$/);
    expect(news.floorSeq).toBe(0);
    expect(news.marks).toEqual([]);
    expect(news.reset).toBe(true);
    const other = await everything((await open()).store);
    expect(other.position.epoch).not.toBe(news.position.epoch);
  },
  "the epoch stays as long as nothing is lost": async (open) => {
    const { store, peer } = await open();
    const { epoch } = await headOf(store);
    await store.append([hard("a")], undefined);
    expect((await headOf(store)).epoch).toBe(epoch);
    expect((await headOf(await peer())).epoch).toBe(epoch);
  },
  "a caller that knows everything is told undefined": async (open) => {
    const { store } = await open();
    const empty = await headOf(store);
    expect(await store.news(empty)).toBeUndefined();
    const { news } = await store.append([hard("a")], empty);
    expect(await store.news(news.position)).toBeUndefined();
  },
  "a caller is told what came after its position and nothing before": async (open) => {
    const { store } = await open();
    const { news: first } = await store.append([hard("a"), hard("b")], undefined);
    await store.append([hard("c")], undefined);
    await store.append([soft(["d"])], undefined);
    const news = await store.news(first.position);
    expect(news?.reset).toBe(false);
    expect(tagsOf(news)).toEqual(["c", "d"]);
    expect(news?.position).toEqual(await headOf(store));
  },
  "a position in the middle of the ledger is answered from there": async (open) => {
    const { store } = await open();
    const { news: first } = await store.append([hard("a")], undefined);
    const { news: second } = await store.append([hard("b")], first.position);
    await store.append([hard("c")], second.position);
    expect(tagsOf(await store.news(first.position))).toEqual(["b", "c"]);
    expect(tagsOf(await store.news(second.position))).toEqual(["c"]);
  },
  "a caller without a position is told everything, as a reset": async (open) => {
    const { store } = await open();
    await store.append([hard("a")], undefined);
    await store.append([soft(["b"])], undefined);
    const news = await everything(store);
    expect(news.reset).toBe(true);
    expect(tagsOf(news)).toEqual(["a", "b"]);
  },
  "marks come in the order of their positions": async (open) => {
    const { store } = await open();
    const start = await headOf(store);
    for (const tag of ["z", "m", "a", "k"]) await store.append([hard(tag)], undefined);
    await store.append([hard("m")], undefined);
    const news = await store.news(start);
    const order = (news?.marks ?? []).map((mark) => Math.max(mark.hard, mark.soft));
    expect(order).toEqual([...order].toSorted((one, other) => one - other));
    expect(markOf(news, "m")?.hard).toBe(news?.position.seq);
  },
  "the position of an answer is that of its last mark": async (open) => {
    const { store } = await open();
    const start = await headOf(store);
    const { seq } = await store.append([hard("a"), hard("b")], start);
    const news = await store.news(start);
    expect(news?.position.seq).toBe(seq);
    expect(markOf(news, "b")?.hard).toBe(seq);
    expect(news?.position.nonce).not.toBe("");
  },
  "positions grow with every record and nonces differ": async (open) => {
    const { store } = await open();
    let before = await headOf(store);
    const nonces = new Set<string>();
    for (let index = 0; index < 20; index++) {
      const { news } = await store.append([hard("same")], before);
      expect(news.position.seq).toBeGreaterThan(before.seq);
      nonces.add(news.position.nonce);
      before = news.position;
    }
    expect(nonces.size).toBe(20);
  },
  "tags are compared byte for byte": async (open) => {
    const { store } = await open();
    const tags = [
      "a,b",
      "a",
      "%C3%BC",
      "ü",
      "a b",
      " a",
      "A",
      "x".repeat(2304),
      "__proto__",
      "constructor",
      '"\\\n\t',
      "0",
      "日本",
    ];
    const start = await headOf(store);
    for (const tag of tags) await store.append([hard(tag)], undefined);
    const news = await store.news(start);
    expect(tagsOf(news)).toEqual(tags);
    const seqs = tags.map((tag) => markOf(news, tag)?.hard);
    expect(new Set(seqs).size).toBe(tags.length);
  },
  "an age of a mark is measured from when it was written": async (open) => {
    const { store, time } = await open();
    const start = await headOf(store);
    await store.append([hard("a")], start);
    expect(markOf(await store.news(start), "a")?.ageMs).toBeGreaterThanOrEqual(0);
    expect(markOf(await store.news(start), "a")?.ageMs).toBeLessThanOrEqual(time.toleranceMs);
    await time.pass(time.momentMs);
    const age = markOf(await store.news(start), "a")?.ageMs ?? Number.NaN;
    expect(age).toBeGreaterThanOrEqual(time.momentMs - time.toleranceMs);
    expect(age).toBeLessThanOrEqual(time.momentMs + 20 * time.toleranceMs);
  },
});
