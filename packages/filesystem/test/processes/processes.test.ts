import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createWorkbench, everything, hard, tagsOf, type Workbench } from "../workbench.ts";
import { ensureBuilt } from "./built.ts";
import { type Child, startChild } from "./child.ts";

interface Acknowledged {
  readonly epoch: string;
  readonly seq: number;
  readonly tag: string;
}

interface ReaderReport {
  readonly position: { readonly epoch: string; readonly seq: number };
  readonly wrongs: string[];
  readonly entriesRead: number;
  readonly epochs: { readonly epoch: string; readonly seq: number; readonly tags: string[] }[];
}

let bench: Workbench;
let children: Child[] = [];
beforeAll(ensureBuilt);
beforeEach(async () => void (bench = await createWorkbench()));
afterEach(async () => {
  for (const child of children) child.kill();
  await Promise.all(children.map(({ exited }) => exited));
  children = [];
  await bench.dispose();
});

function start(script: string, settings: object): Child {
  const child = startChild(script, { directory: bench.directory, ...settings });
  children.push(child);
  return child;
}

function openLog(): string {
  const log = join(bench.directory, "..", "acknowledged");
  writeFileSync(log, "");
  return log;
}

function readLog(log: string): Acknowledged[] {
  return readFileSync(log, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Acknowledged);
}

async function stopReaders(readers: Child[]): Promise<ReaderReport[]> {
  for (const reader of readers) reader.send("stop");
  return (await Promise.all(readers.map((reader) => reader.next()))) as ReaderReport[];
}

/** Whoever was at or behind the position of a record knew it. */
function expectKnown(acknowledged: Acknowledged[], { epochs }: Pick<ReaderReport, "epochs">): void {
  const known = new Map(epochs.map(({ epoch, seq, tags }) => [epoch, { seq, tags: new Set(tags) }]));
  const missing = acknowledged.filter(({ epoch, seq, tag }) => {
    const view = known.get(epoch);
    return view !== undefined && view.seq >= seq && !view.tags.has(tag);
  });
  expect(missing).toEqual([]);
}

describe("several processes", () => {
  it("that make the first journal at once agree on one epoch", async () => {
    const creators = Array.from({ length: 6 }, () => start("creator.mjs", {}));
    await Promise.all(creators.map((creator) => creator.next()));
    for (let round = 0; round < 20; round++) {
      for (const creator of creators) creator.send(join(bench.directory, String(round)));
      const epochs = await Promise.all(creators.map((creator) => creator.next()));
      expect(new Set(epochs).size).toBe(1);
    }
    for (const creator of creators) creator.send("stop");
  });

  it("that append while journals are rotated lose nothing and agree", async () => {
    const log = openLog();
    const readers = Array.from({ length: 2 }, () => start("reader.mjs", {}));
    await Promise.all(readers.map((reader) => reader.next()));
    const writers = Array.from({ length: 4 }, (_, index) =>
      start("writer.mjs", { name: `w${index}`, log, limit: 200, maxJournalBytes: 3_000 }),
    );
    await Promise.all(writers.map(({ exited }) => exited));
    const reports = await stopReaders(readers);
    const acknowledged = readLog(log);
    expect(acknowledged).toHaveLength(800);
    const news = await everything(bench.open());
    expect(new Set(acknowledged.map(({ epoch }) => epoch))).toEqual(new Set([news.position.epoch]));
    expect(new Set(tagsOf(news))).toEqual(new Set(acknowledged.map(({ tag }) => tag)));
    expect(Number(bench.journalPath().slice(-6))).toBeGreaterThan(10);
    for (const report of reports) {
      expect(report.wrongs).toEqual([]);
      expect(report.position).toEqual(news.position);
      expect(new Set(report.epochs.at(-1)?.tags)).toEqual(new Set(tagsOf(news)));
    }
  });

  it("go on in a new epoch at once when one dies between the seal and the next journal", async () => {
    const store = bench.open();
    const { news } = await store.append([hard("a")], undefined);
    await start("dying-compactor.mjs", {}).exited;
    expect(bench.journalText()).toContain('"kind":"seal"');
    expect(bench.journals()).toHaveLength(1);
    const startedMs = performance.now();
    const next = await store.append([hard("b")], news.position);
    expect(performance.now() - startedMs).toBeLessThan(1_000);
    expect(next.news).toMatchObject({ reset: true, marks: [{ tag: "b" }] });
    expect(next.news.position.epoch).not.toBe(news.position.epoch);
  });
});

it("a process that is killed at any moment leaves nothing torn and takes nothing acknowledged with it", async () => {
  const log = openLog();
  const readers = Array.from({ length: 2 }, () => start("reader.mjs", {}));
  await Promise.all(readers.map((reader) => reader.next()));
  let killed = 0;
  async function killAgainAndAgain(slot: number): Promise<void> {
    while (killed < 210) {
      const name = `w${slot}-${killed}`;
      const writer = startChild("writer.mjs", {
        directory: bench.directory,
        name,
        log,
        entryBytes: 100_000,
        maxJournalBytes: 6_000,
      });
      await writer.next();
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 40));
      writer.kill();
      await writer.exited;
      killed++;
    }
  }
  await Promise.all([0, 1, 2].map(killAgainAndAgain));
  const reports = await stopReaders(readers);
  const acknowledged = readLog(log);
  const news = await everything(bench.open());
  const { epoch, seq } = news.position;
  expectKnown(acknowledged, { epochs: [{ epoch, seq, tags: tagsOf(news) }] });
  for (const report of reports) {
    expect(report.wrongs).toEqual([]);
    expect(report.position).toEqual(news.position);
    expect(report.entriesRead).toBeGreaterThan(100);
    expectKnown(acknowledged, report);
  }
  // Most rotations survive: a new epoch costs the whole cache.
  expect(new Set(acknowledged.map((record) => record.epoch)).size).toBeLessThan(Number(bench.journalPath().slice(-6)));
}, 120_000);
