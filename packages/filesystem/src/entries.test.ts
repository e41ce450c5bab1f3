import { mkdirSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { EntryWrite } from "@tagledger/core/store";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ENTRY_HEADER_BYTES } from "./entry-file.ts";
import { createWatchedDisk } from "../test/watched-disk.ts";
import { createHost, createWorkbench, type Host, type Workbench } from "../test/workbench.ts";

const EPOCH = "0123456789abcdef0123456789abcdef";
const OTHER_EPOCH = "f".repeat(32);

let bench: Workbench;
beforeEach(async () => void (bench = await createWorkbench()));
afterEach(() => bench.dispose());

function entry(text: string, { seq = 5, epoch = EPOCH, ageMs = 0, ttlMs = 60_000 } = {}): EntryWrite {
  return { frame: [Buffer.from(text.slice(0, 1)), Buffer.from(text.slice(1))], position: { epoch, seq }, ageMs, ttlMs };
}

function files(): string[] {
  const entries = join(bench.directory, "v1", "app", "entries");
  return readdirSync(entries, { recursive: true, withFileTypes: true }).flatMap((file) =>
    file.isFile() ? [join(file.parentPath, file.name)] : [],
  );
}

describe("an entry", () => {
  it("is read by another process, with its age", async () => {
    const time = createHost();
    const [one, other] = [bench.open({ time }), bench.open({ time })];
    expect(await one.write("key", entry("some bytes", { ageMs: 300 }))).toBe("written");
    time.pass(200);
    const stored = await other.read("key");
    expect(Buffer.from(stored?.frame ?? []).toString()).toBe("some bytes");
    expect(stored?.ageMs).toBe(500);
  });

  it("may be empty or large", async () => {
    const store = bench.open();
    const large = Buffer.alloc(5_000_000, "large");
    await store.write("empty", { ...entry(""), frame: [] });
    await store.write("large", { ...entry(""), frame: [large.subarray(0, 7), large.subarray(7)] });
    expect((await store.read("empty"))?.frame).toHaveLength(0);
    expect(large.equals((await store.read("large"))?.frame as Uint8Array)).toBe(true);
  });

  it("is gone once it was removed, has outlived its time, or never was", async () => {
    const time = createHost();
    const store = bench.open({ time });
    expect(await store.read("key")).toBeUndefined();
    await store.remove("key");
    await store.write("key", entry("x"));
    await store.remove("key");
    expect(await store.read("key")).toBeUndefined();
    await store.write("key", entry("x", { ttlMs: 1_000 }));
    time.pass(1_000);
    expect(await store.read("key")).toBeUndefined();
  });

  it("of an earlier run of the host is gone, whatever its times say", async () => {
    const time = createHost();
    const store = bench.open({ time });
    await store.write("key", entry("x"));
    expect(await bench.open({ time: time.reboot() }).read("key")).toBeUndefined();
  });

  it("with a damaged header is gone, and can be written again", async () => {
    const store = bench.open();
    await store.write("key", entry("x", { seq: 9 }));
    const [file] = files() as [string];
    const bytes = readFileSync(file);
    for (let index = 0; index < ENTRY_HEADER_BYTES; index++) {
      const damaged = Buffer.from(bytes);
      damaged[index] = (damaged[index] as number) ^ 1;
      writeFileSync(file, damaged);
      expect(await store.read("key")).toBeUndefined();
    }
    truncateSync(file, 30);
    expect(await store.read("key")).toBeUndefined();
    expect(await store.write("key", entry("y", { seq: 1 }))).toBe("written");
    expect(await store.read("key")).toBeDefined();
  });

  it("that was cut off is gone, and an event", async () => {
    const store = bench.open();
    await store.write("key", entry("some bytes"));
    const [file] = files() as [string];
    truncateSync(file, ENTRY_HEADER_BYTES + 9);
    expect(await store.read("key")).toBeUndefined();
    expect(bench.problems.map(({ code }) => code)).toEqual(["TL-DAMAGED-ENTRY"]);
  });

  it("is not replaced by an older one", async () => {
    const store = bench.open();
    await store.write("key", entry("kept", { seq: 5, ageMs: 1_000 }));
    expect(await store.write("key", entry("less", { seq: 4 }))).toBe("older");
    expect(await store.write("key", entry("earlier", { seq: 5, ageMs: 5_000 }))).toBe("older");
    expect(await store.write("key", entry("later", { seq: 5, ageMs: 0 }))).toBe("written");
    expect(await store.write("key", entry("more", { seq: 6, ageMs: 9_000 }))).toBe("written");
    expect(await store.write("key", entry("other", { seq: 1, epoch: OTHER_EPOCH }))).toBe("written");
    expect(Buffer.from((await store.read("key"))?.frame ?? []).toString()).toBe("other");
  });

  it("that has outlived its time is replaced by any", async () => {
    const time = createHost();
    const store = bench.open({ time });
    await store.write("key", entry("kept", { seq: 5, ttlMs: 100 }));
    time.pass(100);
    expect(await store.write("key", entry("less", { seq: 4 }))).toBe("written");
  });

  it("is written although its folder is removed meanwhile", async () => {
    const { disk, interceptOnce } = createWatchedDisk();
    const store = bench.open({ disk });
    await store.write("key", entry("x"));
    interceptOnce("rename", (rename, args) => {
      rmSync(bench.directory, { recursive: true });
      return rename(...(args as never[]));
    });
    expect(await store.write("key", entry("y"))).toBe("written");
    expect(Buffer.from((await store.read("key"))?.frame ?? []).toString()).toBe("y");
  });

  it("is the old one, and nothing is left over, when the disk is full", async () => {
    const { disk, interceptOnce } = createWatchedDisk();
    const store = bench.open({ disk });
    await store.write("key", entry("old"));
    interceptOnce(".writeFile", () => Promise.reject(Object.assign(new Error("no space"), { code: "ENOSPC" })));
    await expect(store.write("key", entry("new"))).rejects.toThrow("no space");
    expect(Buffer.from((await store.read("key"))?.frame ?? []).toString()).toBe("old");
    expect(files()).toHaveLength(1);
  });

  it("cannot have a key that leads out of the directory", async () => {
    await expect(bench.open().read("../../x")).rejects.toMatchObject({ code: "TL-CONFIG" });
  });
});

describe("a sweep", () => {
  it("removes what has outlived its time, is damaged or is of an earlier run of the host", async () => {
    const time = createHost();
    const store = bench.open({ time });
    await store.write("short", entry("x", { ttlMs: 1_000 }));
    await store.write("long", entry("x"));
    await store.write("damaged", entry("x"));
    truncateSync(files().find((file) => file.endsWith("damaged")) as string, 10);
    await store.write("cut-off", entry("some bytes"));
    truncateSync(files().find((file) => file.endsWith("cut-off")) as string, ENTRY_HEADER_BYTES + 9);
    time.pass(1_000);
    expect(await store.sweep()).toMatchObject({ removed: 3 });
    expect(files().map((file) => file.split("/").at(-1))).toEqual(["long"]);
    expect(await bench.open({ time: time.reboot() }).sweep()).toMatchObject({ removed: 1, keptBytes: 0 });
  });

  it("evicts the oldest entries when there are too many bytes", async () => {
    const time = createHost();
    const store = bench.open({ time, maxEntriesBytes: 10_000 });
    for (let index = 0; index < 20; index++) {
      await store.write(`e${index}`, entry("x".repeat(1000 - ENTRY_HEADER_BYTES)));
      time.pass(1_000);
    }
    const { keptBytes } = await store.sweep();
    expect(keptBytes).toBe(9_000);
    const left = new Set(files().map((file) => file.split("/").at(-1)));
    expect(left).toEqual(new Set(Array.from({ length: 9 }, (_, index) => `e${index + 11}`)));
    expect(await store.sweep()).toMatchObject({ removed: 0 });
  });

  it("removes files that a dead process did not finish, and no other file", async () => {
    const time = createHost(200_000);
    const store = bench.open({ time });
    await store.write("key", entry("x"));
    await store.news(undefined);
    const boot = /tmp\.([0-9a-f]{8})/.exec(await temporaryNameOf(bench, time))?.[1] as string;
    const folder = join(bench.directory, "v1", "app", "entries", "00");
    mkdirSync(folder, { recursive: true });
    const dead = 2 ** 22 + 1;
    const kept = [`tmp.${boot}.199000.${dead}.aa`, `tmp.${boot}.100000.${process.pid}.aa`, "Not-an-entry.txt"];
    const removed = [`tmp.${boot}.100000.${dead}.aa`, `tmp.00000000.199000.${process.pid}.aa`];
    for (const name of [...kept, ...removed]) writeFileSync(join(folder, name), "");
    writeFileSync(join(bench.ledger, removed[0] as string), "");
    expect(await store.sweep()).toMatchObject({ removed: 3 });
    expect(readdirSync(folder).toSorted()).toEqual(kept.toSorted());
    expect(readdirSync(bench.ledger)).toEqual(["journal.000001"]);
    time.pass(4_000_000);
    await store.write("later", entry("x"));
    await store.sweep();
    expect(readdirSync(folder)).toEqual(["Not-an-entry.txt"]);
  });

  it("leaves an entry alone that was written while it was looked at", async () => {
    const { disk, interceptOnce } = createWatchedDisk();
    const time = createHost();
    const [sweeper, store] = [bench.open({ time, disk }), bench.open({ time })];
    await store.write("key", entry("old", { ttlMs: 10 }));
    time.pass(10);
    interceptOnce("stat", async (stat, args) => {
      await store.write("key", entry("new"));
      return stat(...(args as never[]));
    });
    expect(await sweeper.sweep()).toMatchObject({ removed: 0 });
    expect(await store.read("key")).toBeDefined();
  });
});

async function temporaryNameOf({ open }: Workbench, time: Host): Promise<string> {
  const { disk, interceptOnce } = createWatchedDisk();
  let name = "";
  interceptOnce("rename", (rename, args) => {
    name = String(args[0]);
    return rename(...(args as never[]));
  });
  await open({ disk, time }).write("probe", entry("x"));
  return name;
}
