import { readdirSync, readlinkSync } from "node:fs";
import { appendFile, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  createHost,
  everything,
  hard,
  positionOf,
  soft,
  tagsOf,
  createWorkbench,
  type Workbench,
} from "../test/workbench.ts";
import { createWatchedDisk } from "../test/watched-disk.ts";
import { encodeLine, frameLine, type RecordBody } from "./journal-record.ts";
import { readPositionSync } from "./read-position-sync.ts";

let bench: Workbench;
beforeEach(async () => void (bench = await createWorkbench()));
afterEach(() => bench.dispose());

describe("an empty ledger", () => {
  it("is not made before the first call", async () => {
    bench.open();
    await expect(stat(bench.directory)).rejects.toThrow("ENOENT");
  });

  it("is at position 0 with no marks", async () => {
    const news = await everything(bench.open());
    expect(news).toEqual({
      position: { epoch: expect.stringMatching(/^[0-9a-f]{32}$/), seq: 0, nonce: "" },
      floorSeq: 0,
      marks: [],
      reset: true,
    });
  });

  it("has one epoch although two stores make it at once", async () => {
    const positions = await Promise.all(Array.from({ length: 8 }, () => positionOf(bench.open())));
    expect(new Set(positions.map(({ epoch }) => epoch)).size).toBe(1);
    expect(bench.journals()).toEqual(["journal.000001"]);
  });
});

describe("news", () => {
  it("of everything is read once for all who ask while it is read, however many they are", async () => {
    const store = bench.open();
    await store.append([hard("a")], undefined);
    const first = store.news(undefined);
    await Promise.resolve();
    await Promise.resolve();
    const told = await Promise.all([first, ...Array.from({ length: 9 }, async () => store.news(undefined))]);
    expect(new Set(told).size).toBeLessThanOrEqual(2);
    expect(told.map(tagsOf)).toEqual(told.map(() => ["a"]));
  });

  it("of nothing new costs one stat and no other call", async () => {
    const { disk, calls, clear } = createWatchedDisk();
    const store = bench.open({ disk });
    await store.append([hard("a")], undefined);
    const position = await positionOf(store);
    clear();
    expect(await store.news(position)).toBeUndefined();
    expect(calls).toEqual(["stat"]);
  });

  it("tells each record of another process once and in order", async () => {
    const [writer, reader] = [bench.open(), bench.open()];
    const before = await positionOf(reader);
    await writer.append([hard("a"), soft("b", 60)], before);
    await writer.append([soft("c")], before);
    const news = await reader.news(before);
    expect(news?.reset).toBe(false);
    expect(news?.marks).toMatchObject([
      { tag: "a", soft: 0 },
      { tag: "b", hard: 0 },
      { tag: "c", hard: 0 },
    ]);
    expect(news?.marks[0]).not.toHaveProperty("softExpiresInMs");
    expect(news?.marks[2]?.soft).toBe(news?.position.seq);
    expect(await reader.news(news?.position)).toBeUndefined();
  });

  it("tells the time that is left until a mark hardens", async () => {
    const time = createHost();
    const store = bench.open({ time });
    const before = await positionOf(store);
    await store.append([soft("a", 10)], before);
    time.pass(4_000);
    expect((await store.news(before))?.marks).toMatchObject([{ tag: "a", softExpiresInMs: 6_000, ageMs: 4_000 }]);
    time.pass(7_000);
    expect((await store.news(before))?.marks).toMatchObject([{ tag: "a", softExpiresInMs: -1_000, ageMs: 11_000 }]);
  });

  it("raises the floor where a newer version wrote what this one does not know", async () => {
    const store = bench.open();
    const before = await positionOf(store);
    await appendFile(
      bench.journalPath(),
      frameLine(encodeLine({ kind: "later" } as unknown as RecordBody, "0".repeat(16))),
    );
    const news = await store.news(before);
    expect(news).toMatchObject({ marks: [], floorSeq: news?.position.seq, reset: false });
    expect(news?.position.seq).toBeGreaterThan(0);
    await store.compact();
    expect((await everything(store)).floorSeq).toBe(news?.position.seq);
  });
});

describe("an append", () => {
  it("returns everything since the caller's position, its own record last", async () => {
    const [one, other] = [bench.open(), bench.open()];
    const before = await positionOf(one);
    const first = await other.append([hard("theirs")], before);
    expect(first).toMatchObject({ alone: true, seq: first.news.position.seq });
    const second = await one.append([hard("ours")], before);
    expect(second).toMatchObject({ alone: false, seq: second.news.position.seq });
    expect(tagsOf(second.news)).toEqual(["theirs", "ours"]);
    expect(await one.append([hard("next")], second.news.position)).toMatchObject({ alone: true });
  });

  it("shares one write and one sync with those that come while another is under way", async () => {
    const { disk, calls, clear } = createWatchedDisk();
    const store = bench.open({ disk });
    const before = await positionOf(store);
    clear();
    const appended = await Promise.all(
      Array.from({ length: 50 }, (_, index) => store.append([hard(`t${index}`)], before)),
    );
    expect(calls.filter((name) => name === ".datasync").length).toBeLessThanOrEqual(2);
    expect(new Set(appended.map(({ seq }) => seq)).size).toBe(50);
    expect(appended.filter(({ alone }) => alone)).toHaveLength(1);
    expect(tagsOf(await store.news(before))).toEqual(Array.from({ length: 50 }, (_, index) => `t${index}`));
  });

  it("is durable when it resolves", async () => {
    const { disk, calls, clear } = createWatchedDisk();
    const store = bench.open({ disk });
    const before = await positionOf(store);
    clear();
    await store.append([hard("a")], before);
    expect(calls.slice(0, 3)).toEqual([".write", ".datasync", "stat"]);
  });

  it("is written again when only a part of it was written", async () => {
    const { disk, interceptOnce } = createWatchedDisk();
    const [store, reader] = [bench.open({ disk }), bench.open()];
    const before = await positionOf(store);
    interceptOnce(".write", (write, args) => write(...([args[0], args[1], 60] as never[])));
    const { news } = await store.append([hard("a")], before);
    expect(tagsOf(news)).toEqual(["a"]);
    expect(await reader.news(before)).toMatchObject({ position: news.position, reset: false, marks: [{ tag: "a" }] });
  });

  it("rejects when it cannot be written whole, and a later one is not lost behind the rest", async () => {
    const { disk, interceptOnce } = createWatchedDisk();
    const store = bench.open({ disk });
    const before = await positionOf(store);
    interceptOnce(".write", async (write, args) => {
      await write(...([args[0], args[1], 80] as never[]));
      throw Object.assign(new Error("no space left on device"), { code: "ENOSPC" });
    });
    await expect(store.append([hard("a")], before)).rejects.toThrow("no space");
    await store.append([hard("b")], before);
    const news = await bench.open().news(before);
    expect(news?.reset).toBe(false);
    expect(tagsOf(news)).toEqual(["b"]);
  });

  it("rejects when it cannot be made durable", async () => {
    const { disk, interceptOnce } = createWatchedDisk();
    const store = bench.open({ disk });
    const before = await positionOf(store);
    interceptOnce(".datasync", () => Promise.reject(new Error("EIO")));
    await expect(store.append([hard("a")], before)).rejects.toThrow("EIO");
    await store.append([hard("b")], before);
    expect(tagsOf(await store.news(before)).at(-1)).toBe("b");
  });

  it("goes to the new ledger when the directory is removed while it is written", async () => {
    const { disk, interceptOnce } = createWatchedDisk();
    const store = bench.open({ disk });
    const before = await positionOf(store);
    interceptOnce(".datasync", async (datasync) => {
      await disk.rename(bench.directory, `${bench.directory}.old`);
      return datasync();
    });
    const { news } = await store.append([hard("a")], before);
    expect(news).toMatchObject({ reset: true, marks: [{ tag: "a" }] });
    expect(news.position.epoch).not.toBe(before.epoch);
    expect(tagsOf(await everything(bench.open()))).toEqual(["a"]);
  });
});

describe("a line that is not finished", () => {
  it("is not there yet, and is there once it is finished", async () => {
    const [writer, reader] = [bench.open(), bench.open()];
    const { news } = await writer.append([hard("a")], undefined);
    const whole = frameLine(encodeLine({ kind: "event", atMs: 0, invalidations: [hard("late")] }, "f".repeat(16)));
    await appendFile(bench.journalPath(), whole.slice(0, -30));
    expect(await reader.news(news.position)).toBeUndefined();
    await appendFile(bench.journalPath(), whole.slice(-30));
    expect(tagsOf(await reader.news(news.position))).toEqual(["late"]);
  });

  it("is skipped when nobody finishes it, and the records behind it are not", async () => {
    const [writer, reader] = [bench.open(), bench.open()];
    const { news } = await writer.append([hard("a")], undefined);
    const whole = frameLine(encodeLine({ kind: "event", atMs: 0, invalidations: [hard("void")] }, "f".repeat(16)));
    await appendFile(bench.journalPath(), whole.slice(0, -30));
    await writer.append([hard("b")], news.position);
    const next = await reader.news(news.position);
    expect(tagsOf(next)).toEqual(["b"]);
    expect(next?.reset).toBe(false);
    expect(await writer.news(next?.position)).toBeUndefined();
    expect(bench.problems).toEqual([]);
  });
});

describe("renew", () => {
  it("starts an epoch in which nothing is known", async () => {
    const [one, other] = [bench.open(), bench.open()];
    const { news } = await one.append([hard("a")], undefined);
    await one.renew(news.position.epoch);
    const next = await other.news(news.position);
    expect(next).toMatchObject({ marks: [], floorSeq: 0, reset: true, position: { seq: 0 } });
    expect(next?.position.epoch).not.toBe(news.position.epoch);
  });

  it("does nothing when the epoch has changed already", async () => {
    const stores = Array.from({ length: 5 }, () => bench.open());
    const { epoch } = await positionOf(bench.open());
    await Promise.all(stores.map((store) => store.renew(epoch)));
    const epochs = new Set(await Promise.all(stores.map(async (store) => (await positionOf(store)).epoch)));
    expect(epochs.size).toBe(1);
    expect(epochs.has(epoch)).toBe(false);
    expect(bench.journals()).toHaveLength(2);
  });
});

describe("readPositionSync", () => {
  it("reads the same position as a store and changes nothing", async () => {
    expect(readPositionSync({ directory: bench.directory, namespace: "app" })).toBeUndefined();
    const store = bench.open();
    expect(readPositionSync({ directory: bench.directory, namespace: "app" })).toBeUndefined();
    const { news } = await store.append([hard("a")], undefined);
    const bytes = await readFile(bench.journalPath());
    expect(readPositionSync({ directory: bench.directory, namespace: "app" })).toEqual(news.position);
    expect(await readFile(bench.journalPath())).toEqual(bytes);
    await store.compact();
    expect(readPositionSync({ directory: bench.directory, namespace: "app" })).toEqual(news.position);
  });

  it("knows none of a damaged or copied ledger", async () => {
    await positionOf(bench.open());
    const bytes = await readFile(bench.journalPath());
    await writeFile(join(bench.ledger, "journal.000002"), bytes);
    expect(readPositionSync({ directory: bench.directory, namespace: "app" })).toBeUndefined();
  });
});

describe("close", () => {
  it("lets go of every descriptor, and calls after it reject", async () => {
    const store = bench.open();
    const { news } = await store.append([hard("a")], undefined);
    await store.compact();
    await store.news(news.position);
    await store.renew(news.position.epoch);
    for (const seq of [1, 2]) {
      await store.write("key", {
        frame: [Buffer.from("x")],
        position: { ...news.position, seq },
        ageMs: 0,
        ttlMs: 1_000,
      });
    }
    await store.news(news.position);
    await store.sweep();
    expect(heldFiles(bench.directory)).toEqual([bench.journalPath()]);
    await store.close();
    expect(heldFiles(bench.directory)).toEqual([]);
    await expect(store.news(undefined)).rejects.toMatchObject({ code: "TL-STORE-CLOSED" });
    await expect(store.read("key")).rejects.toMatchObject({ code: "TL-STORE-CLOSED" });
    await store.close();
  });
});

function heldFiles(directory: string): string[] {
  return readdirSync("/proc/self/fd").flatMap((descriptor) => {
    try {
      const path = readlinkSync(`/proc/self/fd/${descriptor}`);
      return path.startsWith(directory) ? [path] : [];
    } catch {
      return [];
    }
  });
}
