import { appendFileSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { cp, rename, rm, unlink } from "node:fs/promises";
import type { News } from "@tagledger/core/store";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  createHost,
  createWorkbench,
  everything,
  hard,
  positionOf,
  tagsOf,
  type Workbench,
} from "../test/workbench.ts";
import { encodeLine, frameLine } from "./journal-record.ts";
import type { FilesystemStore } from "./filesystem-store.ts";

let bench: Workbench;
beforeEach(async () => void (bench = await createWorkbench()));
afterEach(() => bench.dispose());

/** A ledger with two records, a store that knows the first and one that knows both. */
async function prepare(): Promise<{
  behind: FilesystemStore;
  known: News;
  store: FilesystemStore;
  all: News;
  sizes: number[];
}> {
  const [store, behind] = [bench.open(), bench.open()];
  const sizes = [];
  const { news: known } = await behind.append([hard("a")], undefined);
  sizes.push(readFileSync(bench.journalPath()).length);
  const { news: all } = await store.append([hard("b")], undefined);
  sizes.push(readFileSync(bench.journalPath()).length);
  return { behind, known, store, all, sizes };
}

/** All of the stores go on in one new epoch in which nothing of the old one is known. */
async function expectNewEpoch(old: News, ...stores: FilesystemStore[]): Promise<void> {
  const answers = [];
  for (const store of stores) answers.push(await store.news(old.position));
  for (const answer of answers) {
    expect(answer).toMatchObject({ reset: true, marks: [], floorSeq: 0 });
    expect(answer?.position.epoch).not.toBe(old.position.epoch);
  }
  expect((await positionOf(bench.open())).epoch).toBe(answers[0]?.position.epoch);
  expect(new Set(answers.map((answer) => answer?.position.epoch)).size).toBe(1);
}

describe("a directory that was", () => {
  it("removed is a new ledger, even if the new file gets the old inode number", async () => {
    const { behind, store, all } = await prepare();
    await rm(bench.directory, { recursive: true });
    await expectNewEpoch(all, store, behind);
  });

  it("moved away is a new ledger, and moved back it is not trusted", async () => {
    const { behind, store, all } = await prepare();
    await rename(bench.directory, `${bench.directory}.old`);
    await expectNewEpoch(all, store, behind);
    await store.append([hard("missed")], undefined);
    await rm(bench.directory, { recursive: true });
    await rename(`${bench.directory}.old`, bench.directory);
    await expectNewEpoch(all, store, behind);
  });

  it("copied to another place is a new ledger there", async () => {
    const { all } = await prepare();
    const copy = `${bench.directory}.copy`;
    await cp(bench.directory, copy, { recursive: true, preserveTimestamps: true });
    const news = await everything(bench.open({ directory: copy }));
    expect(news.marks).toEqual([]);
    expect(news.position.epoch).not.toBe(all.position.epoch);
    expect(tagsOf(await everything(bench.open()))).toEqual(["a", "b"]);
  });

  it("restored from a copy is a new ledger", async () => {
    const { behind, store, known } = await prepare();
    const copy = `${bench.directory}.copy`;
    await cp(bench.directory, copy, { recursive: true, preserveTimestamps: true });
    const { news: all } = await store.append([hard("lost")], undefined);
    await rm(bench.directory, { recursive: true });
    await cp(copy, bench.directory, { recursive: true, preserveTimestamps: true });
    await expectNewEpoch(all, store, behind);
    expect(known.position.epoch).toBe(all.position.epoch);
  });

  it("restored into the same inode numbers is a new ledger", async () => {
    const store = bench.open();
    const { news } = await store.append([hard("a")], undefined);
    const bytes = readFileSync(bench.journalPath());
    await store.close();
    const path = bench.journalPath();
    // ext4 gives the number of the removed file to the new one.
    await unlink(path);
    writeFileSync(path, bytes);
    await expectNewEpoch(news, bench.open());
  });

  it("in use before the host was started again is a new ledger", async () => {
    const time = createHost();
    const { news } = await bench.open({ time }).append([hard("a")], undefined);
    const next = await everything(bench.open({ time: time.reboot() }));
    expect(next.marks).toEqual([]);
    expect(next.position.epoch).not.toBe(news.position.epoch);
  });
});

describe("a journal that was", () => {
  it.each([
    ["a record boundary", (sizes: number[]) => sizes[0] as number],
    ["the middle of a record", (sizes: number[]) => (sizes[0] as number) + 70],
    ["the middle of the header", () => 500],
    ["nothing", () => 0],
  ])("shortened to %s is a new epoch", async (_, newSize) => {
    const { behind, store, all, sizes } = await prepare();
    truncateSync(bench.journalPath(), newSize(sizes));
    await expectNewEpoch(all, store, behind);
  });

  it("shortened before the caller's position is a new epoch, even for a store that was not there", async () => {
    const { all, sizes } = await prepare();
    truncateSync(bench.journalPath(), sizes[0]);
    await expectNewEpoch(all, bench.open());
  });

  it("rewound and has grown to the same size is a new epoch", async () => {
    const { behind, store, all, sizes } = await prepare();
    const path = bench.journalPath();
    const other = { kind: "event" as const, atMs: 0, invalidations: [hard("c")] };
    const frame = frameLine(encodeLine(other, "0".repeat(16)));
    truncateSync(path, sizes[0]);
    const missing = (sizes[1] as number) - (sizes[0] as number) - frame.length;
    const padded = frameLine(
      encodeLine({ ...other, invalidations: [hard(`c${"c".repeat(missing)}`)] }, "0".repeat(16)),
    );
    appendFileSync(path, padded);
    expect(readFileSync(path)).toHaveLength(sizes[1] as number);
    await expectNewEpoch(all, store, behind, bench.open());
  });

  it("rewound and has grown further is a new epoch", async () => {
    const { behind, store, all, sizes } = await prepare();
    truncateSync(bench.journalPath(), sizes[0]);
    const other = { kind: "event" as const, atMs: 0, invalidations: [hard("other", "and", "more")] };
    for (const digit of ["1", "2"]) appendFileSync(bench.journalPath(), frameLine(encodeLine(other, digit.repeat(16))));
    await expectNewEpoch(all, store, behind);
  });

  it("rewound before an append is a new epoch, and the append is in it", async () => {
    const { store, all, sizes } = await prepare();
    truncateSync(bench.journalPath(), sizes[0]);
    const { news, seq } = await store.append([hard("after")], all.position);
    expect(news).toMatchObject({ reset: true, marks: [{ tag: "after", hard: seq }] });
    expect(news.position.epoch).not.toBe(all.position.epoch);
  });

  it.each([
    ["its header", 200, "\0"],
    ["a record", 1100, "\0"],
    ["a record, by a newline", 1100, "\n"],
    ["the end of a record", -3, "x"],
    ["the newline at the end of a record that another follows", "boundary", "x"],
  ])("damaged in %s is a new epoch for those who did not know it", async (_, where, bytes) => {
    const { all, sizes } = await prepare();
    const text = readFileSync(bench.journalPath());
    const offset = where === "boundary" ? (sizes[0] as number) - 1 : Number(where);
    text.write(bytes, offset < 0 ? text.length + offset : offset, "latin1");
    writeFileSync(bench.journalPath(), text);
    const news = await everything(bench.open());
    expect(news.marks).toEqual([]);
    await expectNewEpoch(all, bench.open());
    expect((await positionOf(bench.open())).epoch).toBe(news.position.epoch);
  });

  it("damaged before the position of everybody who follows it is a new epoch when it is summed up", async () => {
    const { store, behind, all } = await prepare();
    const text = readFileSync(bench.journalPath());
    text.write("\0", 1100, "latin1");
    writeFileSync(bench.journalPath(), text);
    expect(await store.news(all.position)).toBeUndefined();
    await store.compact();
    await expectNewEpoch(all, store, behind);
  });

  it("removed alone is a new epoch", async () => {
    const { behind, store, all } = await prepare();
    await unlink(bench.journalPath());
    await expectNewEpoch(all, store, behind);
  });

  it("removed after a rotation is a new epoch", async () => {
    const { behind, store, all } = await prepare();
    await store.compact();
    await store.append([hard("lost")], all.position);
    await unlink(bench.journalPath());
    await expectNewEpoch(all, store, behind);
  });

  it("put back in the place of its successor is a new epoch", async () => {
    const { store, all } = await prepare();
    await store.compact();
    await store.append([hard("lost")], all.position);
    const [old, current] = bench.journals();
    writeFileSync(`${bench.ledger}/${current}`, readFileSync(`${bench.ledger}/${old}`));
    await expectNewEpoch(all, store, bench.open());
  });

  it("left over from an earlier life does not continue a later one", async () => {
    const { store, all } = await prepare();
    await store.compact();
    const kept = `${bench.directory}.kept`;
    await rename(`${bench.ledger}/journal.000002`, kept);
    await rm(bench.ledger, { recursive: true });
    await store.close();
    const next = bench.open();
    const { news } = await next.append([hard("later")], undefined);
    await rename(kept, `${bench.ledger}/journal.000002`);
    await expectNewEpoch(all, bench.open());
    await expectNewEpoch(news, next);
  });
});

it("an epoch that was renewed because of a loss is reported", async () => {
  const { store, all, sizes } = await prepare();
  truncateSync(bench.journalPath(), sizes[0]);
  await store.news(all.position);
  expect(bench.problems).toEqual([{ code: "TL-LEDGER-RENEWED", message: expect.stringContaining("journal.000001") }]);
});
