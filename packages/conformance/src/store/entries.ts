import { expect } from "vitest";
import { topic, type Topic } from "../claim.ts";
import type { OpenStore } from "../store-subject.ts";
import { bytes, entry, keyOf, readBytes } from "./entry-values.ts";

export const ENTRIES: Topic<OpenStore> = topic("entries", {
  "an entry that was never written is undefined": async (open) => {
    const { store } = await open();
    expect(await store.read(keyOf("absent"))).toBe(undefined);
  },
  "an entry is read as the bytes that were written": async (open) => {
    const { store } = await open();
    for (const length of [0, 1, 20, 4096, 65_537, 9 * 1024 * 1024]) {
      const frame = bytes(length, length + 1);
      expect(await store.write(keyOf(`${length}`), entry(frame))).toBe("written");
      const read = await readBytes(store, keyOf(`${length}`));
      expect(read?.length).toBe(length);
      expect(read?.equals(frame)).toBe(true);
    }
  },
  "the chunks of a frame are kept in order": async (open) => {
    const { store } = await open();
    const chunks = [bytes(10, 1), bytes(0), bytes(1, 2), bytes(100_000, 3), bytes(7, 4)];
    await store.write(keyOf("chunks"), entry(chunks));
    expect((await readBytes(store, keyOf("chunks")))?.equals(Buffer.concat(chunks))).toBe(true);
  },
  "an entry is readable by every process when its write has resolved": async (open) => {
    const { store, peer } = await open();
    const other = await peer();
    for (let round = 0; round < 10; round++) {
      const frame = bytes(1000, round);
      await store.write(keyOf("shared"), entry(frame, { position: { epoch: "e".repeat(32), seq: round } }));
      expect((await readBytes(other, keyOf("shared")))?.equals(frame)).toBe(true);
    }
  },
  "bytes that change after a write has resolved do not change the entry": async (open) => {
    const { store } = await open();
    const frame = bytes(1000);
    const before = Buffer.from(frame);
    await store.write(keyOf("mine"), entry(frame));
    frame.fill(0);
    expect((await readBytes(store, keyOf("mine")))?.equals(before)).toBe(true);
  },
  "bytes that a reader changes are its own": async (open) => {
    const { store } = await open();
    const frame = bytes(1000);
    await store.write(keyOf("mine"), entry(frame));
    (await store.read(keyOf("mine")))?.frame.fill(0);
    expect((await readBytes(store, keyOf("mine")))?.equals(frame)).toBe(true);
  },
  "keys that differ in one character are different entries": async (open) => {
    const { store } = await open();
    const stem = "v1-r-".padEnd(95, "a");
    const keys = [`${stem}a`, `${stem}b`, stem, stem.slice(0, 64), stem.slice(0, 1), "a", "b", "a-"];
    for (const [index, key] of keys.entries()) await store.write(key, entry(bytes(8, index)));
    for (const [index, key] of keys.entries()) {
      expect((await readBytes(store, key))?.equals(bytes(8, index)), key).toBe(true);
    }
  },
  "a removed entry is gone for every process": async (open) => {
    const { store, peer } = await open();
    await store.write(keyOf("gone"), entry(bytes(10)));
    await store.write(keyOf("kept"), entry(bytes(11)));
    await store.remove(keyOf("gone"));
    expect(await store.read(keyOf("gone"))).toBeUndefined();
    expect(await (await peer()).read(keyOf("gone"))).toBeUndefined();
    expect(await store.read(keyOf("kept"))).toBeDefined();
  },
  "removing an entry that does not exist is not an error": async (open) => {
    const { store } = await open();
    await expect(store.remove(keyOf("absent"))).resolves.toBeUndefined();
  },
  "a removed entry can be written again, also from an older position": async (open) => {
    const { store } = await open();
    await store.write(keyOf("again"), entry(bytes(10), { position: { epoch: "e".repeat(32), seq: 9 } }));
    await store.remove(keyOf("again"));
    const position = { epoch: "e".repeat(32), seq: 2 };
    expect(await store.write(keyOf("again"), entry(bytes(20), { position }))).toBe("written");
    expect((await readBytes(store, keyOf("again")))?.length).toBe(20);
  },
  "a reader sees one whole write of several at once": async (open) => {
    const { store, peer } = await open();
    const other = await peer();
    const key = keyOf("contended");
    // Each frame is one byte repeated, in lengths that differ, so that a mixture shows.
    const frameOf = (value: number): Uint8Array => new Uint8Array(10_000 + value * 1000).fill(value);
    const writes: Promise<unknown>[] = [];
    for (let value = 1; value <= 16; value++) {
      writes.push(
        (value % 2 ? store : other).write(
          key,
          entry([frameOf(value).subarray(0, 5000), frameOf(value).subarray(5000)]),
        ),
      );
    }
    let done = false;
    const written = Promise.all(writes).finally(() => (done = true));
    try {
      while (!done) {
        const read = await readBytes(other, key);
        if (read !== undefined) expect(read.equals(frameOf(read[0] ?? 0))).toBe(true);
        await new Promise((resolve) => setImmediate(resolve));
      }
    } finally {
      await written;
    }
    const last = await readBytes(store, key);
    expect(last?.equals(frameOf(last[0] ?? 0))).toBe(true);
  },
});
