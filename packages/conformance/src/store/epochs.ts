import { expect } from "vitest";
import { topic, type Topic } from "../claim.ts";
import type { OpenStore } from "../store-subject.ts";
import { everything, hard, headOf, tagsOf } from "./ledger-values.ts";

export const EPOCHS: Topic<OpenStore> = topic("epochs", {
  "a caller of another epoch is told everything, as a reset": async (open) => {
    const { store } = await open();
    await store.append([hard("a")], undefined);
    const head = await headOf(store);
    const news = await store.news({ ...head, epoch: "f".repeat(32) });
    expect(news?.reset).toBe(true);
    expect(tagsOf(news)).toEqual(["a"]);
    expect(news?.position).toEqual(head);
  },
  "a position ahead of the ledger renews the epoch": async (open) => {
    const { store } = await open();
    await store.append([hard("a")], undefined);
    const head = await headOf(store);
    const news = await store.news({ ...head, seq: head.seq + 3 });
    expect(news?.position.epoch).not.toBe(head.epoch);
    expect(news?.reset).toBe(true);
    expect(tagsOf(news)).toEqual([]);
    expect((await headOf(store)).epoch).toBe(news?.position.epoch);
  },
  "a position whose record is another one renews the epoch": async (open) => {
    const { store } = await open();
    await store.append([hard("a")], undefined);
    const { position } = (await store.append([hard("b")], undefined)).news;
    const news = await store.news({ ...position, nonce: "0".repeat(position.nonce.length) });
    expect(news?.position.epoch).not.toBe(position.epoch);
    expect(news?.reset).toBe(true);
  },
  "a rewound ledger that has grown past the caller's position again is noticed": async (open) => {
    const { store } = await open();
    const { position } = (await store.append([hard("a")], undefined)).news;
    await store.append([hard("b")], undefined);
    await store.append([hard("c")], undefined);
    // As a caller would ask that knew other records under the same numbers.
    const news = await store.news({ ...position, nonce: "1".repeat(position.nonce.length) });
    expect(news?.position.epoch).not.toBe(position.epoch);
  },
  "every process sees a renewed epoch": async (open) => {
    const { store, peer } = await open();
    const other = await peer();
    const known = (await other.append([hard("a")], undefined)).news.position;
    await store.renew(known.epoch);
    const news = await other.news(known);
    expect(news?.reset).toBe(true);
    expect(news?.position.epoch).not.toBe(known.epoch);
    expect(news?.marks).toEqual([]);
    expect(news?.floorSeq).toBe(0);
  },
  "renewing an epoch that is over changes nothing": async (open) => {
    const { store } = await open();
    const { epoch } = await headOf(store);
    await store.renew(epoch);
    const renewed = await headOf(store);
    await store.append([hard("a")], renewed);
    await store.renew(epoch);
    await store.renew("0".repeat(32));
    expect((await headOf(store)).epoch).toBe(renewed.epoch);
    expect(tagsOf(await everything(store))).toEqual(["a"]);
  },
  "processes that renew one epoch at once agree on the next": async (open) => {
    const { store, peer } = await open();
    const other = await peer();
    const { epoch } = await headOf(store);
    await Promise.all([store.renew(epoch), other.renew(epoch), store.renew(epoch), other.renew(epoch)]);
    const [one, two] = [await headOf(store), await headOf(other)];
    expect(one.epoch).not.toBe(epoch);
    expect(two).toEqual(one);
  },
  "what is appended after a renewal is seen by a process that did not renew": async (open) => {
    const { store, peer } = await open();
    const other = await peer();
    const { epoch } = (await other.append([hard("old")], undefined)).news.position;
    await store.renew(epoch);
    const afterwards = await headOf(other);
    await store.append([hard("new")], undefined);
    const news = await other.news(afterwards);
    expect(tagsOf(news)).toEqual(["new"]);
    expect(news?.reset).toBe(false);
  },
  "position 0 is known in its own epoch": async (open) => {
    const { store } = await open();
    const start = await headOf(store);
    await store.append([hard("a")], undefined);
    const news = await store.news(start);
    expect(news?.reset).toBe(false);
    expect(news?.position.epoch).toBe(start.epoch);
  },
});
