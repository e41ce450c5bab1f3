import { appendFile, readFile, unlink } from "node:fs/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createWatchedDisk } from "../test/watched-disk.ts";
import {
  createHost,
  createWorkbench,
  everything,
  hard,
  positionOf,
  soft,
  tagsOf,
  type Workbench,
} from "../test/workbench.ts";
import { encodeLine, frameLine, type RecordBody } from "./journal-record.ts";
import { ownIdentity } from "./process-identity.ts";

let bench: Workbench;
beforeEach(async () => void (bench = await createWorkbench()));
afterEach(() => bench.dispose());

const sealBody = (pid: number, atMs: number): RecordBody => ({
  kind: "seal",
  atMs,
  pid,
  pidNamespace: ownIdentity().pidNamespace,
});
const frame = (body: RecordBody, digit: string): string => frameLine(encodeLine(body, digit.repeat(16)));

describe("a rotation", () => {
  it("changes nothing for who knew everything, and costs the others no reset", async () => {
    const [store, behind, late] = [bench.open(), bench.open(), bench.open()];
    const before = await positionOf(behind);
    const { news } = await store.append([hard("a")], before);
    await store.compact();
    expect(await store.news(news.position)).toBeUndefined();
    await late.append([soft("b")], news.position);
    const next = await behind.news(before);
    expect(next?.reset).toBe(false);
    expect(tagsOf(next)).toEqual(["a", "b"]);
    expect(tagsOf(await everything(bench.open()))).toEqual(["a", "b"]);
    expect(bench.problems).toEqual([]);
  });

  it("goes on with greater positions", async () => {
    const store = bench.open();
    let last = (await store.append([hard("a")], undefined)).news.position;
    for (let round = 0; round < 5; round++) {
      await store.compact();
      const { news, seq } = await store.append([hard("a")], last);
      expect(seq).toBeGreaterThan(last.seq);
      expect(news.position.epoch).toBe(last.epoch);
      last = news.position;
    }
    expect((await everything(store)).marks).toMatchObject([{ tag: "a", hard: last.seq }]);
  });

  it("resets who is too far behind, with marks that say the same", async () => {
    const time = createHost();
    const store = bench.open({ time });
    const before = (await store.append([hard("old")], undefined)).news.position;
    await store.append([soft("a", 1)], before);
    time.pass(2_000);
    await store.append([soft("a"), soft("b", 100)], before);
    for (let round = 0; round < 3; round++) await store.compact();
    time.pass(1_000);
    const news = await store.news(before);
    expect(news?.reset).toBe(true);
    expect(tagsOf(news)).toEqual(["old", "a", "b"]);
    const [, a, b] = news?.marks ?? [];
    // The first profile had become hard before the second came, which stays soft.
    expect(a?.hard).toBeGreaterThan(0);
    expect(a?.soft).toBeGreaterThan(a?.hard as number);
    expect(a).not.toHaveProperty("softExpiresInMs");
    expect(b).toMatchObject({ hard: 0, softExpiresInMs: 99_000, ageMs: 1_000 });
  });

  it("keeps only the newest journals", async () => {
    const store = bench.open();
    for (let round = 0; round < 8; round++) await store.compact();
    expect(bench.journals()).toEqual(["journal.000006", "journal.000007", "journal.000008", "journal.000009"]);
    expect((await positionOf(bench.open())).epoch).toBe((await positionOf(store)).epoch);
  });

  it("happens by itself when a journal has grown", async () => {
    const store = bench.open({ maxJournalBytes: 2_000 });
    const tags = Array.from({ length: 200 }, (_, index) => `tag-${index}`);
    let { position } = await everything(store);
    for (const tag of tags) ({ position } = (await store.append([hard(tag)], position)).news);
    await expect.poll(() => Number(bench.journalPath().slice(-6))).toBeGreaterThan(5);
    expect(new Set(tagsOf(await everything(bench.open())))).toEqual(new Set(tags));
  });

  it("waits until a journal has grown by as much as it began with", async () => {
    const store = bench.open({ maxJournalBytes: 2_000 });
    const tags = Array.from({ length: 1_000 }, (_, index) => `a-rather-long-tag-${index}`);
    const { news } = await store.append([hard(...tags)], undefined);
    await expect.poll(() => bench.journals()).toHaveLength(2);
    for (let round = 0; round < 60; round++) await store.append([hard("a")], news.position);
    await store.close();
    expect(bench.journals()).toHaveLength(2);
  });

  it("drops the oldest marks when there are too many, and raises the floor", async () => {
    const store = bench.open({ maxMarks: 3 });
    const seqs = [];
    for (const tag of ["a", "b", "c", "d", "e"]) seqs.push((await store.append([hard(tag)], undefined)).seq);
    await store.compact();
    const news = await everything(bench.open());
    expect(tagsOf(news)).toEqual(["c", "d", "e"]);
    expect(news.floorSeq).toBe(seqs[1]);
  });

  it("drops marks that are older than any entry can be", async () => {
    const time = createHost();
    const store = bench.open({ time, maxMarkAgeMs: 10_000 });
    const { seq } = await store.append([hard("a")], undefined);
    time.pass(10_001);
    await store.append([hard("b")], undefined);
    await store.compact();
    expect(await everything(store)).toMatchObject({ floorSeq: seq, marks: [{ tag: "b" }] });
  });

  it("leaves the ledger as it was when the disk is full", async () => {
    const { disk, interceptOnce } = createWatchedDisk();
    const store = bench.open({ disk });
    const { news } = await store.append([hard("a")], undefined);
    interceptOnce(".write", () => Promise.reject(Object.assign(new Error("no space"), { code: "ENOSPC" })));
    await expect(store.compact()).rejects.toThrow("no space");
    expect(await store.news(news.position)).toBeUndefined();
    expect(bench.journals()).toHaveLength(1);
    await store.compact();
    expect(await store.news(news.position)).toBeUndefined();
    expect(bench.journals()).toHaveLength(2);
  });
});

describe("a seal", () => {
  it("makes every record after it void, and its writer appends it again", async () => {
    const { disk, interceptOnce } = createWatchedDisk();
    const [slow, store] = [bench.open({ disk }), bench.open()];
    const before = await positionOf(slow);
    // The other process rotates between the moment at which this one chose its journal and its write.
    interceptOnce(".write", async (write, args) => {
      await store.compact();
      return write(...(args as never[]));
    });
    const { news } = await slow.append([hard("a")], before);
    expect(news).toMatchObject({ reset: false, position: { epoch: before.epoch } });
    expect(tagsOf(news)).toEqual(["a"]);
    const [old, current] = await Promise.all(
      bench.journals().map((name) => readFile(`${bench.ledger}/${name}`, "latin1")),
    );
    expect(old).toContain('"tags":["a"]');
    expect(current).toContain('"tags":["a"]');
    expect((await store.news(before))?.position).toEqual(news.position);
    expect(tagsOf(await everything(bench.open()))).toEqual(["a"]);
  });

  it("that comes right after a record is noticed by the writer of that record", async () => {
    const { disk, interceptOnce } = createWatchedDisk();
    const [slow, store] = [bench.open({ disk }), bench.open()];
    const before = await positionOf(slow);
    interceptOnce(".datasync", async (datasync) => {
      await store.compact();
      return datasync();
    });
    const { news } = await slow.append([hard("a")], before);
    expect(tagsOf(news)).toEqual(["a"]);
    // Not by the store that rotated: it would still try the old journal, and so change it once more.
    await bench.open().append([hard("b")], undefined);
    const next = await slow.news(news.position);
    expect(next?.reset).toBe(false);
    expect(tagsOf(next)).toEqual(["b"]);
  });

  it("of a dead process is followed by a new epoch at once", async () => {
    const store = bench.open();
    const { news } = await store.append([hard("a")], undefined);
    await appendFile(bench.journalPath(), frame(sealBody(2 ** 22 + 1, Math.round(performance.now())), "5"));
    const next = await store.append([hard("b")], news.position);
    expect(next.news).toMatchObject({ reset: true, marks: [{ tag: "b" }] });
    expect(next.news.position.epoch).not.toBe(news.position.epoch);
    expect((await positionOf(bench.open())).epoch).toBe(next.news.position.epoch);
  });

  it("of a live process that makes no successor is followed by a new epoch in the end", async () => {
    const time = createHost();
    const store = bench.open({ time });
    const { news } = await store.append([hard("a")], undefined);
    await appendFile(bench.journalPath(), frame(sealBody(process.pid, time.nowMs()), "5"));
    const waiting = store.news(news.position);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(bench.journals()).toHaveLength(1);
    time.pass(2_100);
    expect(await waiting).toMatchObject({ reset: true, marks: [] });
  });

  it("whose successor was lost is not followed by one that pretends to be the same ledger", async () => {
    const store = bench.open();
    const { news } = await store.append([hard("a")], undefined);
    await store.compact();
    await store.append([hard("lost")], news.position);
    await unlink(bench.journalPath());
    const time = createHost(10 ** 12);
    const next = await everything(bench.open({ time: { ...time, bootId: () => bootIdOf(bench) } }));
    expect(next.position.epoch).not.toBe(news.position.epoch);
    expect(next.marks).toEqual([]);
  });

  it("counts once although two processes seal at the same time", async () => {
    const stores = Array.from({ length: 6 }, () => bench.open());
    let news = (await (stores[0] as (typeof stores)[0]).append([hard("a")], undefined)).news;
    for (let round = 0; round < 5; round++) {
      await Promise.all(stores.map((store) => store.compact()));
      const appended = await Promise.all(
        stores.map((store, index) => store.append([hard(`r${round}-${index}`)], news.position)),
      );
      news = await everything(bench.open());
      expect(new Set(appended.map((one) => one.news.position.epoch))).toEqual(new Set([news.position.epoch]));
    }
    const expected = Array.from({ length: 5 }, (_, round) =>
      stores.map((_store, index) => `r${round}-${index}`),
    ).flat();
    expect(new Set(tagsOf(news))).toEqual(new Set(["a", ...expected]));
    expect(bench.problems).toEqual([]);
  });
});

function bootIdOf({ journalText }: Workbench): string {
  return /"bootId":"([^"]+)"/.exec(journalText())?.[1] as string;
}
