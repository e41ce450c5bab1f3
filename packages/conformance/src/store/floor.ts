import { expect } from "vitest";
import { topic, type Topic } from "../claim.ts";
import type { OpenStore } from "../store-subject.ts";
import { everything, hard, headOf, markOf, tagsOf } from "./ledger-values.ts";

const MAX_MARKS = 50;

export const FLOOR: Topic<OpenStore> = topic("floor", {
  "a ledger under many tags stays bounded and its floor covers what it forgot": async (open) => {
    const { store } = await open({ maxMarks: MAX_MARKS });
    const start = await headOf(store);
    const seqs = new Map<string, number>();
    for (let index = 0; index < MAX_MARKS * 4; index++) {
      const { seq } = await store.append([hard(`t${index}`)], undefined);
      seqs.set(`t${index}`, seq);
    }
    const news = await everything(store);
    expect(news.marks.length).toBeLessThanOrEqual(MAX_MARKS * 2);
    expect(news.floorSeq).toBeGreaterThan(0);
    expect(news.position.epoch).toBe(start.epoch);
    for (const [tag, seq] of seqs) {
      if (markOf(news, tag) === undefined) expect(seq, `${tag} was forgotten`).toBeLessThanOrEqual(news.floorSeq);
    }
  },
  "a caller from below the floor is told everything, as a reset": async (open) => {
    const { store } = await open({ maxMarks: MAX_MARKS });
    const { position } = (await store.append([hard("first")], undefined)).news;
    for (let index = 0; index < MAX_MARKS * 4; index++) await store.append([hard(`t${index}`)], undefined);
    const news = await store.news(position);
    expect(news?.reset).toBe(true);
    expect(news?.position.epoch).toBe(position.epoch);
    expect(news?.floorSeq).toBeGreaterThan(position.seq);
    expect(tagsOf(news)).toEqual(tagsOf(await everything(store)));
  },
  "a caller that follows is told of the floor": async (open) => {
    const { store } = await open({ maxMarks: MAX_MARKS });
    let known = await headOf(store);
    let floor = 0;
    for (let index = 0; index < MAX_MARKS * 4; index++) {
      await store.append([hard(`t${index}`)], undefined);
      const news = await store.news(known);
      known = news?.position ?? known;
      expect(news?.floorSeq).toBeGreaterThanOrEqual(floor);
      floor = news?.floorSeq ?? floor;
    }
    expect(floor).toBe((await everything(store)).floorSeq);
    expect(floor).toBeLessThanOrEqual(known.seq);
  },
  "one busy tag does not raise the floor": async (open) => {
    const { store } = await open({ maxMarks: MAX_MARKS });
    for (let index = 0; index < MAX_MARKS * 4; index++) await store.append([hard("busy")], undefined);
    expect((await everything(store)).floorSeq).toBe(0);
  },
});
