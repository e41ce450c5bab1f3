import type { NextCacheEntry } from "@tagledger/core";
import { expect } from "vitest";
import { topic, type Topic } from "../claim.ts";
import type { OpenHandlers } from "../handler-subject.ts";
import { inRequest } from "../next/request.ts";
import {
  bytesOf,
  entryOf,
  failingStream,
  invalidate,
  read,
  readHere,
  readText,
  store,
  streamOf,
} from "../next/use-cache.ts";
import { bytes } from "../store/entry-values.ts";
import { settles, turns } from "../test-time.ts";

export const VALUES: Topic<OpenHandlers> = topic("'use cache' values", {
  "P1 a handler has all five methods and they work as members": async (open) => {
    const { useCache } = await (await open()).start();
    for (const method of ["get", "set", "refreshTags", "getExpiration", "updateTags"] as const) {
      expect(method in useCache, method).toBe(true);
      expect(typeof useCache[method], method).toBe("function");
    }
    await expect(useCache.refreshTags()).resolves.toBeUndefined();
  },
  "P2 an unknown key is exactly undefined": async (open) => {
    const { useCache } = await (await open()).start();
    expect(await useCache.get("absent", [])).toBe(undefined);
  },
  "P3 values of any length are read byte for byte, in every process": async (open) => {
    const subject = await open();
    const [writer, reader] = [await subject.start(), await subject.start()];
    for (const length of [0, 1, 70_000, 8 * 1024 * 1024 + 1]) {
      const value = bytes(length, 7);
      await store(writer, `k${length}`, { value });
      for (const process of [writer, reader]) {
        const found = await inRequest(process, () => readEntry(process.useCache, `k${length}`));
        expect(found?.equals(value)).toBe(true);
      }
    }
  },
  "P3 the chunks of a value are kept in order": async (open) => {
    const process = await (await open()).start();
    const chunks = Array.from({ length: 50 }, (_, index) => bytes(index * 100, index));
    await store(process, "k", { value: streamOf(...chunks) });
    expect((await readEntry(process.useCache, "k"))?.equals(Buffer.concat(chunks))).toBe(true);
  },
  "P4 every get gives a stream of its own": async (open) => {
    const process = await (await open()).start();
    await store(process, "k", { value: "value" });
    const [one, two] = await Promise.all([process.useCache.get("k", []), process.useCache.get("k", [])]);
    expect(one?.value).toBeInstanceOf(ReadableStream);
    expect(one?.value).not.toBe(two?.value);
    expect(one?.value.locked).toBe(false);
    expect((await bytesOf(one as NextCacheEntry)).toString()).toBe("value");
    expect((await bytesOf(two as NextCacheEntry)).toString()).toBe("value");
    expect(await readText(process, "k")).toBe("value");
  },
  "P5 what a reader does to a stream or its chunks concerns nobody else": async (open) => {
    const subject = await open();
    const process = await subject.start();
    await store(process, "k", { value: bytes(1000) });
    const cancelled = await process.useCache.get("k", []);
    await cancelled?.value.cancel();
    const spoiled = await process.useCache.get("k", []);
    for await (const chunk of (spoiled as NextCacheEntry).value) chunk.fill(0);
    spoiled?.tags.push("mine");
    expect((await readEntry(process.useCache, "k"))?.equals(bytes(1000))).toBe(true);
    expect((await process.useCache.get("k", []))?.tags).toEqual([]);
    expect((await readEntry((await subject.start()).useCache, "k"))?.equals(bytes(1000))).toBe(true);
  },
  "P6 tags keep their order, duplicates and empty strings": async (open) => {
    const subject = await open();
    const writer = await subject.start();
    const tags = ["b", "a", "b", "", "ü%C3%BC", "_N_T_/layout"];
    await store(writer, "k", { value: "v", tags });
    for (const process of [writer, await subject.start()]) expect((await read(process, "k"))?.entry.tags).toEqual(tags);
  },
  "P6 lifetimes survive, also the longest": async (open) => {
    const subject = await open();
    const writer = await subject.start();
    for (const [key, stale, revalidate, expire] of [
      ["default", 300, 900, 4_294_967_294],
      ["longest", 4_294_967_294, 4_294_967_294, 4_294_967_294],
      ["short", 0, 0, 60],
    ] as const) {
      await store(writer, key, { value: "v", stale, revalidate, expire });
      for (const process of [writer, await subject.start()]) {
        expect((await read(process, key))?.entry).toMatchObject({ stale, revalidate, expire });
      }
    }
  },
  "P6 a timestamp is exact where the entry was made": async (open) => {
    const process = await (await open()).start({ nearBytes: 1 << 20 });
    await process.useCache.refreshTags();
    for (const fraction of [0.25, 0.5, 0.75]) {
      const timestamp = Math.floor(process.clock.now()) + 1 + fraction;
      while (process.clock.now() < timestamp) await turns(1);
      await store(process, `k${fraction}`, { value: "v", timestamp });
      expect(Math.abs(((await read(process, `k${fraction}`))?.entry.timestamp ?? 0) - timestamp)).toBeLessThan(0.01);
    }
  },
  "P6 a timestamp is on the clock of the process that reads it": async (open) => {
    const subject = await open();
    const writer = await subject.start({ skewMs: 600_000 });
    const reader = await subject.start({ skewMs: -600_000 });
    await store(writer, "k", { value: "v" });
    const timestamp = (await read(reader, "k"))?.entry.timestamp ?? 0;
    const age = reader.clock.now() - timestamp;
    expect(age).toBeGreaterThanOrEqual(0);
    expect(age).toBeLessThanOrEqual(1000 + subject.time.toleranceMs);
  },
  "P7 an entry has all six fields": async (open) => {
    const process = await (await open()).start();
    await store(process, "k", { value: "v" });
    const entry = (await read(process, "k"))?.entry ?? {};
    expect(Object.keys(entry).toSorted()).toEqual(["expire", "revalidate", "stale", "tags", "timestamp", "value"]);
    expect(Object.values(entry)).not.toContain(undefined);
  },
  "P8 set waits for the entry and resolves when every process can read it": async (open) => {
    const subject = await open();
    const [writer, reader] = [await subject.start(), await subject.start()];
    let finish = (_entry: NextCacheEntry): void => {};
    const pending = new Promise<NextCacheEntry>((resolve) => {
      finish = resolve;
    });
    let settled = false;
    const set = inRequest(writer, async () => {
      await writer.useCache.refreshTags();
      const generated = entryOf(writer, { value: "v" });
      const stored = writer.useCache.set("k", pending).then(() => (settled = true));
      await turns();
      expect(settled).toBe(false);
      finish(generated);
      await stored;
    });
    await set;
    expect(await readText(reader, "k")).toBe("v");
  },
  "P8 the stream of an entry is read once, to its end": async (open) => {
    const process = await (await open()).start();
    let pulls = 0;
    const value = new ReadableStream<Uint8Array>({
      pull(controller) {
        pulls++;
        if (pulls <= 3) controller.enqueue(Buffer.from(`${pulls}`));
        else controller.close();
      },
    });
    await store(process, "k", { value });
    expect(pulls).toBe(4);
    expect(await readText(process, "k")).toBe("123");
    expect(await readText(process, "k")).toBe("123");
    expect(pulls).toBe(4);
  },
  "P9 a stream that errors stores nothing and leaves the previous entry": async (open) => {
    const process = await (await open()).start();
    await store(process, "k", { value: "previous" });
    await expect(store(process, "k", { value: failingStream("half ") })).resolves.toBeUndefined();
    expect(await readText(process, "k")).toBe("previous");
    await store(process, "new", { value: failingStream() });
    expect(await readText(process, "new")).toBeUndefined();
  },
  "P9 an entry whose promise rejects stores nothing and leaves the previous entry": async (open) => {
    const process = await (await open()).start();
    await store(process, "k", { value: "previous" });
    await expect(process.useCache.set("k", Promise.reject(new Error("boom")))).resolves.toBeUndefined();
    expect(await readText(process, "k")).toBe("previous");
  },
  "P10 a get during a set of the same key waits and returns the new entry": async (open) => {
    const subject = await open();
    const process = await subject.start();
    await inRequest(process, async () => {
      await process.useCache.refreshTags();
      const generated = entryOf(process, { value: "new" });
      let finish = (_entry: NextCacheEntry): void => {};
      const set = process.useCache.set("k", new Promise((resolve) => (finish = resolve)));
      const got = readHere(process, "k");
      await turns();
      finish(generated);
      expect((await settles(subject.time, process.deadlineMs, got))?.text).toBe("new");
      await set;
    });
  },
  "P10 a get does not wait for ever for a set that does not end": async (open) => {
    const { start, time } = await open();
    const process = await start({ deadlineMs: 200 });
    await store(process, "k", { value: "previous" });
    void process.useCache.set("k", new Promise(() => {}));
    expect(await settles(time, 1000, readText(process, "k"))).toBe("previous");
  },
  "P11 overlapping sets of one key leave one whole entry": async (open) => {
    const { start, time } = await open();
    const process = await start();
    const values = ["a", "b", "c"].map((letter) => letter.repeat(1000));
    const gets = await inRequest(process, async () => {
      await process.useCache.refreshTags();
      const sets = values.map((value) => {
        const half = streamOf(value.slice(0, 500), value.slice(500));
        return process.useCache.set("k", Promise.resolve(entryOf(process, { value: half })));
      });
      const waiting = [readHere(process, "k"), readHere(process, "k")];
      await settles(time, 10_000, Promise.all(sets));
      return settles(time, 10_000, Promise.all(waiting));
    });
    for (const got of gets) if (got !== undefined) expect(values).toContain(got.text);
    expect(values).toContain(await readText(process, "k"));
  },
  "P17 a redirect entry and the entries it leads to are independent": async (open) => {
    const subject = await open();
    const [writer, reader] = [await subject.start(), await subject.start()];
    await store(writer, "coarse", { value: Uint8Array.of(0), tags: ["_N_RP_lang", "_N_RP_region"] });
    await store(writer, 'coarse[["lang","en"]]', { value: "en", tags: ["x"] });
    expect((await read(reader, "coarse"))?.entry.tags).toEqual(["_N_RP_lang", "_N_RP_region"]);
    expect(await readText(reader, "coarse")).toBe("\0");
    expect(await readText(reader, 'coarse[["lang","en"]]')).toBe("en");
    await invalidate(writer, ["x"]);
    expect(await readText(reader, "coarse")).toBe("\0");
    expect(await readText(reader, 'coarse[["lang","en"]]')).toBeUndefined();
  },
});

async function readEntry(
  useCache: { get(key: string, softTags: string[]): Promise<NextCacheEntry | undefined> },
  key: string,
): Promise<Buffer | undefined> {
  const entry = await useCache.get(key, []);
  return entry && bytesOf(entry);
}
