import { expect } from "vitest";
import { topic, type Topic } from "../claim.ts";
import type { OpenStore } from "../store-subject.ts";
import { bytes, entry, EPOCH, keyOf, readBytes } from "./entry-values.ts";

const at = (seq: number, epoch: string = EPOCH): { position: { epoch: string; seq: number } } => ({
  position: { epoch, seq },
});

export const ENTRY_ORDER: Topic<OpenStore> = topic("order of writes", {
  "C4 an entry from an older position does not replace a newer one": async (open) => {
    const { store, peer } = await open();
    const key = keyOf("ordered");
    expect(await store.write(key, entry(bytes(10, 5), at(5)))).toBe("written");
    expect(await (await peer()).write(key, entry(bytes(10, 4), at(4)))).toBe("older");
    expect((await readBytes(store, key))?.equals(bytes(10, 5))).toBe(true);
  },
  "C4 an entry from a newer position replaces an older one": async (open) => {
    const { store } = await open();
    const key = keyOf("ordered");
    await store.write(key, entry(bytes(10, 5), at(5)));
    // Its age does not matter then.
    expect(await store.write(key, entry(bytes(10, 6), { ...at(6), ageMs: 1_000_000 }))).toBe("written");
    expect((await readBytes(store, key))?.equals(bytes(10, 6))).toBe(true);
  },
  "C4 of two entries from one position the one created later stays": async (open) => {
    const { store, time } = await open();
    const key = keyOf("ordered");
    const older = 100 * time.toleranceMs;
    await store.write(key, entry(bytes(10, 1), { ...at(5), ageMs: 0 }));
    expect(await store.write(key, entry(bytes(10, 2), { ...at(5), ageMs: older }))).toBe("older");
    expect((await readBytes(store, key))?.equals(bytes(10, 1))).toBe(true);
    const other = keyOf("other");
    await store.write(other, entry(bytes(10, 2), { ...at(5), ageMs: older }));
    expect(await store.write(other, entry(bytes(10, 1), { ...at(5), ageMs: 0 }))).toBe("written");
    expect((await readBytes(store, other))?.equals(bytes(10, 1))).toBe(true);
  },
  "an entry of another epoch replaces any": async (open) => {
    const { store } = await open();
    const key = keyOf("ordered");
    await store.write(key, entry(bytes(10, 1), at(500)));
    expect(await store.write(key, entry(bytes(10, 2), at(1, "b".repeat(32))))).toBe("written");
    expect((await readBytes(store, key))?.equals(bytes(10, 2))).toBe(true);
  },
  "an entry that has outlived its time blocks nothing": async (open) => {
    const { store, time } = await open();
    const key = keyOf("ordered");
    await store.write(key, entry(bytes(10, 1), { ...at(500), ttlMs: time.momentMs }));
    await time.pass(time.momentMs + time.toleranceMs);
    expect(await store.write(key, entry(bytes(10, 2), at(1)))).toBe("written");
    expect((await readBytes(store, key))?.equals(bytes(10, 2))).toBe(true);
  },
});
