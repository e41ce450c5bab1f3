import { setFlagsFromString } from "node:v8";
import { setImmediate as turn } from "node:timers/promises";
import { runInNewContext } from "node:vm";
import { createLedgerReplica, type LedgerReplica, systemClock } from "@tagledger/core";
import type { Position, Store } from "@tagledger/core/store";
import { startStandalone } from "@tagledger/redis-servers";
import { createClient } from "redis";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createWorkbench, hard, positionOf, type Workbench } from "./workbench.ts";

const TAGS = 1_000_000;
/** What one append brings, below the size of a page. */
const BATCH = 900;
const MARKS_PER_PAGE = 1000;

let server: Awaited<ReturnType<typeof startStandalone>>;
let few: Workbench;
let many: Workbench;
let long: Workbench;
let usedBytes: number;
let newcomer: Newcomer;
let withFew: LedgerReplica;

beforeAll(async () => {
  server = await startStandalone();
  few = createWorkbench(() => server.url);
  many = createWorkbench(() => server.url);
  long = createWorkbench(() => server.url);
  withFew = replicaOf((await invalidateTags(few, 10)).store);
  const beforeBytes = await serverBytes();
  const begunMs = performance.now();
  const last = await invalidateTags(many, TAGS);
  usedBytes = (await serverBytes()) - beforeBytes;
  say(`${TAGS} tags invalidated in ${seconds(begunMs)}`);
  newcomer = await arrive(last);
}, 120_000);
afterAll(async () => {
  newcomer.client.destroy();
  await Promise.all([few.close(), many.close(), long.close()]);
  await server.stop();
});

describe("with a million tags", () => {
  test("a new instance knows all of them, a page at a time, while others are answered", () => {
    const { replica, pages, position, answered } = newcomer;
    expect(replica.proven).toBe(true);
    expect(replica.size).toBe(TAGS);
    expect(replica.position).toEqual(position);
    expect(Math.max(...pages)).toBeLessThanOrEqual(MARKS_PER_PAGE);
    expect(pages.length).toBeLessThanOrEqual(TAGS / MARKS_PER_PAGE + 1);
    expect(answered).toBeGreaterThan(pages.length / 10);
  });

  test("a refresh with nothing new is one command, and costs what it costs with ten", { timeout: 30_000 }, async () => {
    for (const replica of [withFew, newcomer.replica]) {
      await replica.refresh();
      const before = await commands();
      await replica.refresh();
      expect(difference(before, await commands())).toEqual({ getex: 1 });
    }
    // Noise of the machine may hit one of them more than the other; a cost that grows with tags would be there each time.
    const ratios: number[] = [];
    do ratios.push(await costRatio(newcomer.replica, withFew));
    while ((ratios.at(-1) as number) >= 2 && ratios.length < 5);
    say(`a refresh costs ${(ratios.at(-1) as number).toFixed(2)} times as much as with ten tags`);
    expect(ratios.at(-1)).toBeLessThan(2);
  });

  test(
    "what the ledger counts is about what Redis uses, for short and for long tags",
    { timeout: 30_000 },
    async () => {
      const beforeBytes = await serverBytes();
      const longTags = 40_000;
      await invalidateTags(long, longTags, "x".repeat(150));
      const longBytes = (await serverBytes()) - beforeBytes;
      for (const [bench, tags, bytes] of [[many, TAGS, usedBytes] as const, [long, longTags, longBytes] as const]) {
        const counted = Number(await server.command("HGET", bench.keys.marks, "bytes"));
        say(`${(bytes / tags).toFixed(0)} bytes of Redis for a tag, counted as ${(counted / tags).toFixed(0)}`);
        expect(counted / bytes).toBeGreaterThan(0.8);
        expect(counted / bytes).toBeLessThan(1.25);
      }
    },
  );
});

interface Known {
  readonly store: Store;
  readonly position: Position;
}

/** Invalidates as one process would that knows its own invalidations. */
async function invalidateTags(bench: Workbench, count: number, suffix = ""): Promise<Known> {
  const store = bench.open({ maxLedgerBytes: 2 ** 33 });
  let position = await positionOf(store);
  for (let from = 0; from < count; from += BATCH) {
    const length = Math.min(BATCH, count - from);
    const tags = Array.from({ length }, (_, index) => `tag-${from + index}${suffix}`);
    position = (await store.append([hard(...tags)], position)).news.position;
  }
  return { store, position };
}

interface Newcomer extends Known {
  readonly replica: LedgerReplica;
  readonly client: { destroy(): void };
  /** How many marks each page had that it read. */
  readonly pages: readonly number[];
  /** How many refreshes of somebody else were answered meanwhile. */
  readonly answered: number;
}

/** A new instance reads the ledger while another one goes on asking. */
async function arrive(other: Known): Promise<Newcomer> {
  const pages: number[] = [];
  const client = await clientThatCounts(pages);
  const store = many.open({ client });
  const replica = replicaOf(store);
  const usedBeforeBytes = collectedBytes();
  const begunMs = performance.now();
  let answered = 0;
  let longestMs = 0;
  let reading = true;
  const asking = (async () => {
    while (reading) {
      const sentMs = performance.now();
      await other.store.news(other.position);
      longestMs = Math.max(longestMs, performance.now() - sentMs);
      answered++;
      await turn();
    }
  })();
  await replica.refresh();
  say(`a new instance knows them after ${seconds(begunMs)}`);
  reading = false;
  await asking;
  say(`its process was busy for ${longestMs.toFixed(0)} ms at a time at the most`);
  say(`${((collectedBytes() - usedBeforeBytes) / TAGS).toFixed(0)} bytes of its memory for a tag`);
  return { store, position: other.position, replica, client, pages, answered };
}

function replicaOf(store: Store): LedgerReplica {
  return createLedgerReplica(
    {
      news: (since) => store.news(since),
      append: (records, since) => store.append(records, since),
      renew: (epoch) => store.renew(epoch),
    },
    systemClock,
  );
}

/** The median cost of a refresh in relation to another's, in rounds that take turns. */
async function costRatio(one: LedgerReplica, other: LedgerReplica): Promise<number> {
  const costs = new Map<LedgerReplica, number[]>([one, other].map((replica) => [replica, []]));
  for (let round = 0; round < 40; round++) {
    for (const [replica, spent] of costs) {
      const begunMs = performance.now();
      for (let count = 0; count < 25; count++) await replica.refresh();
      spent.push(performance.now() - begunMs);
    }
  }
  return median(costs.get(one)) / median(costs.get(other));
}

function median(values: readonly number[] = []): number {
  return values.toSorted((one, next) => one - next)[values.length >> 1] as number;
}

/** A client that notes how many marks each page of the ledger has. */
async function clientThatCounts(pages: number[]): Promise<{ destroy(): void }> {
  const client = createClient({ url: server.url });
  client.on("error", () => {});
  await client.connect();
  const send = client.sendCommand.bind(client);
  client.sendCommand = (async (...parameters: Parameters<typeof send>) => {
    const reply = await send(...parameters);
    if (Array.isArray(reply) && reply.length === 7) pages.push((JSON.parse(String(reply[5])) as string[]).length);
    return reply;
  }) as typeof send;
  return client;
}

/** How often each command was called, without those that look at the server itself. */
async function commands(): Promise<Map<string, number>> {
  const info = String(await server.command("INFO", "commandstats"));
  const counts = [...info.matchAll(/^cmdstat_(\S+?):calls=(\d+)/gm)];
  return new Map(
    counts.map(([, name = "", calls]) => [name, Number(calls)] as const).filter(([name]) => name !== "info"),
  );
}

function difference(before: ReadonlyMap<string, number>, after: ReadonlyMap<string, number>): Record<string, number> {
  const grown = [...after].map(([name, calls]) => [name, calls - (before.get(name) ?? 0)] as const);
  return Object.fromEntries(grown.filter(([, calls]) => calls !== 0));
}

async function serverBytes(): Promise<number> {
  return Number(/used_memory:(\d+)/.exec(String(await server.command("INFO", "memory")))?.[1]);
}

/** Runs the garbage collector first. */
function collectedBytes(): number {
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function seconds(sinceMs: number): string {
  return `${((performance.now() - sinceMs) / 1000).toFixed(1)} s`;
}

function say(line: string): void {
  process.stdout.write(`  ${line}\n`);
}
