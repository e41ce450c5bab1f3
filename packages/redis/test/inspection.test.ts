import { startReplicated, startStandalone } from "@tagledger/redis-servers";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createWorkbench, eventually, positionOf, type Workbench } from "./workbench.ts";

/** What an operator is told at the start, each thing once. */

let url: string;
let bench: Workbench;
const stops: (() => Promise<unknown>)[] = [];

beforeEach(() => {
  bench = createWorkbench(() => url);
});
afterEach(async () => {
  await bench.close();
  for (const stop of stops.splice(0)) await stop();
});

async function serve(config: Record<string, string>): Promise<void> {
  const server = await startStandalone({ config });
  stops.push(() => server.stop());
  ({ url } = server);
}

const codes = (): string[] => bench.problems.map(({ code }) => code);

/** Lets what runs beside the first answer come to its end. */
async function settle(): Promise<void> {
  const store = bench.open();
  for (let round = 0; round < 5; round++) await positionOf(store);
}

test("a server that is as it should be is not talked about", async () => {
  await serve({ maxmemory: "100mb", "maxmemory-policy": "volatile-lru" });
  await settle();
  expect(codes()).toEqual([]);
});

test("a policy that evicts the ledger is reported with the one to choose", async () => {
  await serve({ maxmemory: "100mb", "maxmemory-policy": "allkeys-lru" });
  await settle();
  await eventually(async () => expect(codes()).toEqual(["TL-REDIS-EVICTION"]));
  expect(bench.problems[0]?.message).toContain("volatile-lru");
});

test("replicas that a primary does not need are reported, unless they are waited for", async () => {
  const replicated = await startReplicated();
  stops.push(() => replicated.stop());
  ({ url } = replicated.primary);
  await settle();
  await eventually(async () => expect(codes()).toEqual(["TL-REDIS-REPLICAS"]));

  bench.problems.length = 0;
  const waiting = bench.open({ replicas: { count: 1, withinMs: 1000 } });
  for (let round = 0; round < 5; round++) await positionOf(waiting);
  expect(codes()).toEqual([]);

  await replicated.primary.command("CONFIG", "SET", "min-replicas-to-write", "1");
  await eventually(settle);
  expect(codes()).toEqual([]);
});

test("clocks that differ are reported", async () => {
  await serve({});
  const clock = {
    now: () => performance.now(),
    wall: () => Date.now() + 3_600_000,
    schedule(afterMs: number, run: () => void) {
      const timer = setTimeout(run, afterMs);
      return () => clearTimeout(timer);
    },
  };
  const store = bench.open({ clock });
  await positionOf(store);
  await eventually(async () => expect(codes()).toEqual(["TL-REDIS-CLOCK"]));
  expect(bench.problems[0]?.message).toMatch(/3\d{3} s/);
});

test("marks that are dropped for want of room are reported with how old entries can become", async () => {
  await serve({});
  const store = bench.open({ maxMarks: 3 });
  for (const tag of ["a", "b", "c"]) await store.append([{ tags: [tag], kind: "hard" }], undefined);
  expect(codes()).toEqual([]);
  const { news } = await store.append([{ tags: ["d"], kind: "hard" }], undefined);
  expect(codes()).toEqual(["TL-LEDGER-CROWDED"]);
  expect(news.marks).toHaveLength(3);
  expect(news.floorSeq).toBe(1);
});

test("marks are dropped by their bytes, and by their age without a word", async () => {
  await serve({});
  const small = bench.open({ maxLedgerBytes: 1000 });
  for (let index = 0; index < 20; index++) await small.append([{ tags: [`t${index}`], kind: "hard" }], undefined);
  expect((await small.news(undefined))?.marks.length).toBeLessThan(6);
  expect(codes()).toContain("TL-LEDGER-CROWDED");

  const brief = createWorkbench(() => url);
  const store = brief.open({ maxMarkAgeMs: 30 });
  await store.append([{ tags: ["old"], kind: "hard" }], undefined);
  await new Promise((resolve) => setTimeout(resolve, 60));
  const { news } = await store.append([{ tags: ["new"], kind: "hard" }], undefined);
  expect(news.marks.map(({ tag }) => tag)).toEqual(["new"]);
  expect(news.floorSeq).toBe(1);
  expect(brief.problems).toEqual([]);
  await brief.close();
});
