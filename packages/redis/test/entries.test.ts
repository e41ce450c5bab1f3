import { startStandalone } from "@tagledger/redis-servers";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createWorkbench, positionOf, type Workbench } from "./workbench.ts";

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

const nameOf = (key: string): string => `tagledger:${bench.namespace}:v1:entry:${key}`;
const text = Buffer.from("<p>the same again and again</p>".repeat(1000));

describe("compression", () => {
  test.each(["gzip", "brotli"] as const)("by %s stores less and is read by everybody", async (algorithm) => {
    const store = bench.open({ compression: { algorithm, fromBytes: 1000 } });
    const entry = { frame: [text.subarray(0, 10), text.subarray(10)], ageMs: 0, ttlMs: 60_000 };
    await store.write("v1-a", { ...entry, position: await positionOf(store) });
    expect(Number(await server.command("STRLEN", nameOf("v1-a")))).toBeLessThan(text.length / 10);
    for (const reader of [store, bench.open(), bench.open({ compression: { algorithm: "gzip", fromBytes: 0 } })]) {
      expect((await reader.read("v1-a"))?.frame).toEqual(text);
    }
  });

  test("leaves alone what is small or does not become smaller", async () => {
    const store = bench.open({ compression: { algorithm: "gzip", fromBytes: 100 } });
    const position = await positionOf(store);
    const noise = Buffer.from(Array.from({ length: 500 }, (_, index) => (index * 7919) % 251));
    for (const [key, frame] of [
      ["v1-small", text.subarray(0, 50)],
      ["v1-noise", noise],
    ] as const) {
      await store.write(key, { frame: [frame], position, ageMs: 0, ttlMs: 60_000 });
      expect(Buffer.from((await store.read(key))?.frame ?? [])).toEqual(Buffer.from(frame));
    }
    expect(await server.command("STRLEN", nameOf("v1-small"))).toBe(45 + 50);
  });

  test("that is damaged is a miss and is reported", async () => {
    const store = bench.open({ compression: { algorithm: "brotli", fromBytes: 10 } });
    await store.write("v1-a", { frame: [text], position: await positionOf(store), ageMs: 0, ttlMs: 60_000 });
    await server.command("SETRANGE", nameOf("v1-a"), "60", "garbage");
    expect(await store.read("v1-a")).toBeUndefined();
    expect(bench.problems.map(({ code }) => code)).toEqual(["TL-DAMAGED-ENTRY"]);
  });
});

describe("what is not an entry of ours", () => {
  test.each([
    ["a short value", ["SET", "x"]],
    ["a long value", ["SET", "x".repeat(500)]],
    ["a list", ["RPUSH", "x"]],
  ])("%s under the name of an entry is a miss, is reported, and is replaced", async (_what, [command, value]) => {
    const store = bench.open();
    const position = await positionOf(store);
    await server.command(command as string, nameOf("v1-a"), value as string);
    expect(await store.read("v1-a")).toBeUndefined();
    expect(bench.problems.map(({ code }) => code)).toEqual(["TL-DAMAGED-ENTRY"]);
    expect(await store.write("v1-a", { frame: [text], position, ageMs: 0, ttlMs: 60_000 })).toBe("written");
    expect((await store.read("v1-a"))?.frame).toEqual(text);
  });

  test("a compression that is not known yet is a miss", async () => {
    const store = bench.open();
    await store.write("v1-a", { frame: [text], position: await positionOf(store), ageMs: 0, ttlMs: 60_000 });
    await server.command("SETRANGE", nameOf("v1-a"), "44", "\u0009");
    expect(await store.read("v1-a")).toBeUndefined();
  });
});

test("an entry that has lost its lifetime in Redis is a miss, since it would never age", async () => {
  const store = bench.open();
  await store.write("v1-a", { frame: [text], position: await positionOf(store), ageMs: 777, ttlMs: 60_000 });
  await server.command("PERSIST", nameOf("v1-a"));
  expect(await store.read("v1-a")).toBeUndefined();
});

test("16 MiB are written and read while timers go on", async () => {
  const store = bench.open();
  const position = await positionOf(store);
  const large = Buffer.alloc(16 << 20, 7);
  let ticks = 0;
  const timer = setInterval(() => ticks++, 1);
  await store.write("v1-large", { frame: [large], position, ageMs: 0, ttlMs: 60_000 });
  expect((await store.read("v1-large"))?.frame.byteLength).toBe(large.length);
  clearInterval(timer);
  expect(ticks).toBeGreaterThan(3);
});
