import { brotliCompressSync, gzipSync } from "node:zlib";
import type { EntryWrite } from "@tagledger/core/store";
import { startStandalone } from "@tagledger/redis-servers";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { encodeEntryHeader } from "../src/entry-value.ts";
import { createWorkbench, everything, hard, tagsOf, type Workbench } from "./workbench.ts";

/** Whoever else writes to this Redis may put anything under our names: that costs entries, and never an error for long. */

const KEY = "v1-u-abc";
const ENTRY: EntryWrite = {
  frame: [Buffer.from("bytes")],
  position: { epoch: "a".repeat(32), seq: 1 },
  ageMs: 0,
  ttlMs: 60_000,
};

const FOREIGN: Readonly<Record<string, readonly string[]>> = {
  "a list": ["RPUSH", "$", "foreign"],
  "a set": ["SADD", "$", "foreign"],
  "a sorted set": ["ZADD", "$", "1", "foreign", "inf", "endless", "-inf", "backwards", "0.5", "half"],
  "a hash": ["HSET", "$", "foreign", "value", "epoch", "0".repeat(32), "bytes", "1e309"],
  "a stream": ["XADD", "$", "*", "foreign", "value"],
  "a bitmap": ["SETBIT", "$", "1000", "1"],
  "the empty string": ["SET", "$", ""],
  "a number": ["SET", "$", "12"],
  "a head of nonsense": ["SET", "$", `1 ${"a".repeat(32)} 999999999999999 99999999999999999999.zz 5 -`],
  "a head with an endless nonce": ["SET", "$", `1 ${"a".repeat(32)} 1 ${"9".repeat(400)}.0 0 -`],
};
const PARTS = ["head", "order", "marks", "nonces"] as const;

let server: Awaited<ReturnType<typeof startStandalone>>;
let bench: Workbench;
beforeAll(async () => {
  server = await startStandalone();
}, 120_000);
afterAll(() => server.stop());
beforeEach(() => {
  bench = createWorkbench(() => server.url);
});
afterEach(() => bench.close());

async function put(key: string, what: string): Promise<void> {
  await server.command("DEL", key);
  await server.command(...(FOREIGN[what] ?? []).map((part) => (part === "$" ? key : part)));
}

const entryKey = (): string => `tagledger:${bench.namespace}:v1:entry:${KEY}`;
const leaseKey = (): string => `tagledger:${bench.namespace}:v1:lease:${KEY}`;

describe.each(PARTS)("in the place of the ledger's %s", (part) => {
  test.each(Object.keys(FOREIGN))("%s is a new epoch for each call that finds it", async (what) => {
    const store = bench.open();
    const { epoch } = (await store.append([hard("a")], undefined)).news.position;

    await put(bench.keys[part], what);
    const news = await everything(store);
    expect(news.position.epoch).not.toBe(epoch);
    expect(news.marks).toEqual([]);
    expect(bench.problems.map(({ code }) => code)).toContain("TL-LEDGER-RENEWED");

    await put(bench.keys[part], what);
    const appended = await store.append([hard("b")], news.position);
    expect(tagsOf(appended.news)).toEqual(["b"]);
    expect(appended.news.position.epoch).not.toBe(news.position.epoch);

    await put(bench.keys[part], what);
    await store.renew(appended.news.position.epoch);
    const { position } = await everything(store);
    expect(position.epoch).not.toBe(appended.news.position.epoch);
    expect(tagsOf((await store.append([hard("c")], position)).news)).toEqual(["c"]);
  });
});

describe("marks that are nonsense", () => {
  test.each([
    ["what is no mark", "nonsense"],
    ["a mark with nothing", ",,,"],
    ["positions beyond what counts exactly", `${"9".repeat(40)},,,1`],
    ["a time beyond what counts exactly", `1,,,${"9".repeat(40)}`],
    ["the end of a soft mark beyond what counts exactly", `,1,${"9".repeat(400)},1`],
  ])("%s: the store answers again after one error at the most, and knows what it is told then", async (_, mark) => {
    const store = bench.open();
    await store.append([hard("a")], undefined);
    await server.command("HSET", bench.keys.marks, "=a", mark);
    const news = await store.news(undefined).catch(() => undefined);
    await store.append([hard("a")], news?.position).catch(() => {});
    const { marks, position } = (await store.append([hard("a", "b")], undefined)).news;
    expect(marks.map(({ tag }) => tag).toSorted()).toEqual(["a", "b"]);
    for (const { hard: seq } of marks) expect(seq).toBeLessThanOrEqual(position.seq);
  });

  test.each(["inf", "1.5", "9007199254740993", "-1"])("a foreign tag at place %s of the order", async (place) => {
    const store = bench.open();
    await store.append([hard("a")], undefined);
    await server.command("ZADD", bench.keys.order, place, "foreign");
    await store.news(undefined).catch(() => {});
    await store.append([hard("b")], undefined).catch(() => {});
    expect(tagsOf((await store.append([hard("c")], undefined)).news)).toContain("c");
    expect(tagsOf(await everything(store))).toContain("c");
  });
});

describe("in the place of an entry", () => {
  test.each(Object.keys(FOREIGN))("%s is a miss and an event, and gives way to the next entry", async (what) => {
    const store = bench.open();
    await put(entryKey(), what);
    expect(await store.read(KEY)).toBeUndefined();
    expect(bench.problems.map(({ code }) => code)).toContain("TL-DAMAGED-ENTRY");
    expect(await store.write(KEY, ENTRY)).toBe("written");
    expect(String((await store.read(KEY))?.frame)).toBe("bytes");
    await put(entryKey(), what);
    await store.remove(KEY);
    expect(await store.read(KEY)).toBeUndefined();
  });

  test("one that has lost its lifetime is a miss, and gives way also to an older one", async () => {
    const store = bench.open();
    await store.write(KEY, { ...ENTRY, position: { ...ENTRY.position, seq: 9 } });
    await server.command("PERSIST", entryKey());
    expect(await store.read(KEY)).toBeUndefined();
    expect(await store.write(KEY, ENTRY)).toBe("written");
    expect(await store.read(KEY)).toBeDefined();
  });

  test.each(Object.keys(FOREIGN))("%s in the place of its lease means that somebody else makes it", async (what) => {
    await put(leaseKey(), what);
    expect(await bench.open().lease?.(KEY, 1000)).toBe(false);
  });

  test.each([
    ["gzip", 1, (bytes: Buffer) => gzipSync(bytes)],
    ["brotli", 2, (bytes: Buffer) => brotliCompressSync(bytes)],
  ] as const)("a bomb of %s is a miss and an event", async (_, number, compress) => {
    const bomb = compress(Buffer.alloc(3 << 20));
    expect(bomb.length).toBeLessThan(4096);
    const header = encodeEntryHeader(ENTRY, number);
    await server.command("SET", entryKey(), Buffer.concat([header, bomb]), "PX", "60000");
    expect(await bench.open({ maxUnpackedBytes: 2 << 20 }).read(KEY)).toBeUndefined();
    expect(bench.problems.map(({ code }) => code)).toContain("TL-DAMAGED-ENTRY");
    expect((await bench.open({ maxUnpackedBytes: 3 << 20 }).read(KEY))?.frame).toHaveLength(3 << 20);
  });

  test("what would unpack to more than is accepted is kept as it is, and read", async () => {
    const store = bench.open({ maxUnpackedBytes: 1 << 20, compression: { algorithm: "gzip", fromBytes: 1 } });
    await store.write(KEY, { ...ENTRY, frame: [Buffer.alloc(2 << 20)] });
    expect((await store.read(KEY))?.frame).toHaveLength(2 << 20);
  });
});
