import { expect } from "vitest";
import { topic, type Topic } from "../claim.ts";
import type { OpenStore } from "../store-subject.ts";
import { bytes, entry, keyOf } from "./entry-values.ts";

export const LIFETIMES: Topic<OpenStore> = topic("lifetimes", {
  "P13 an entry is gone when its time is over, for every process": async (open) => {
    const { store, peer, time } = await open();
    await store.write(keyOf("short"), entry(bytes(10), { ttlMs: time.momentMs }));
    await store.write(keyOf("long"), entry(bytes(10), { ttlMs: time.momentMs * 100 }));
    expect(await store.read(keyOf("short"))).toBeDefined();
    await time.pass(time.momentMs + time.toleranceMs);
    expect(await store.read(keyOf("short"))).toBeUndefined();
    expect(await (await peer()).read(keyOf("short"))).toBeUndefined();
    expect(await store.read(keyOf("long"))).toBeDefined();
  },
  "P13 a lifetime of 136 years does not overflow": async (open) => {
    const { store, time } = await open();
    await store.write(keyOf("ever"), entry(bytes(10), { ttlMs: 0xfffffffe * 1000 }));
    await time.pass(time.momentMs);
    expect(await store.read(keyOf("ever"))).toBeDefined();
  },
  "the age of an entry counts from its creation": async (open) => {
    const { store, peer, time } = await open();
    const other = await peer();
    await store.write(keyOf("aged"), entry(bytes(10), { ageMs: 5 * time.momentMs }));
    for (const passedMs of [0, time.momentMs]) {
      await time.pass(passedMs);
      for (const view of [store, other]) {
        const age = (await view.read(keyOf("aged")))?.ageMs ?? Number.NaN;
        expect(age).toBeGreaterThanOrEqual(5 * time.momentMs + passedMs - time.toleranceMs);
        expect(age).toBeLessThanOrEqual(5 * time.momentMs + passedMs + 20 * time.toleranceMs);
      }
    }
  },
  "an age is never negative": async (open) => {
    const { store } = await open();
    for (let round = 0; round < 20; round++) {
      await store.write(keyOf(`${round}`), entry(bytes(10), { ageMs: 0 }));
      expect((await store.read(keyOf(`${round}`)))?.ageMs).toBeGreaterThanOrEqual(0);
    }
  },
});
