import { expect } from "vitest";
import { topic, type Topic } from "../claim.ts";
import type { OpenStore } from "../store-subject.ts";
import { bytes, entry, keyOf, readBytes } from "./entry-values.ts";
import { everything, hard, headOf, tagsOf } from "./ledger-values.ts";

export const SHARING: Topic<OpenStore> = topic("capabilities", {
  "a shared store is one for all processes, and any other is not": async (open) => {
    const { store, stranger } = await open();
    const other = await stranger();
    await store.append([hard("a")], undefined);
    await store.write(keyOf("e"), entry(bytes(10)));
    if (store.capabilities.shared) {
      expect(await everything(other)).toMatchObject({ position: await headOf(store) });
      expect(tagsOf(await everything(other))).toEqual(["a"]);
      expect((await readBytes(other, keyOf("e")))?.equals(bytes(10))).toBe(true);
    } else {
      expect((await headOf(other)).epoch).not.toBe((await headOf(store)).epoch);
      expect((await everything(other)).marks).toEqual([]);
      expect(await other.read(keyOf("e"))).toBeUndefined();
    }
  },
  "a durable store outlives its processes, and any other does not": async (open) => {
    const { store, peer, stranger } = await open();
    const other = await peer();
    const { position } = (await store.append([hard("a")], undefined)).news;
    await other.write(keyOf("e"), entry(bytes(10)));
    await store.close();
    await other.close();
    const later = await stranger();
    if (store.capabilities.durable) {
      expect(await later.news(position)).toBeUndefined();
      expect(tagsOf(await everything(later))).toEqual(["a"]);
      expect((await readBytes(later, keyOf("e")))?.equals(bytes(10))).toBe(true);
    } else {
      const news = await later.news(position);
      expect(news?.reset).toBe(true);
      expect(news?.position.epoch).not.toBe(position.epoch);
      expect(await later.read(keyOf("e"))).toBeUndefined();
    }
  },
  "capabilities and name do not change": async (open) => {
    const { store, peer } = await open();
    expect(store.name).toMatch(/^[a-z-]+$/);
    expect(typeof store.capabilities.shared).toBe("boolean");
    expect(typeof store.capabilities.durable).toBe("boolean");
    const other = await peer();
    expect(other.capabilities).toEqual(store.capabilities);
    expect(other.name).toBe(store.name);
  },
});
