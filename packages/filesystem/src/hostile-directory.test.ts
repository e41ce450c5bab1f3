import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { EntryWrite } from "@tagledger/core/store";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createWorkbench, everything, hard, tagsOf, type Workbench } from "../test/workbench.ts";

const KEY = "v1-u-abc";
const ENTRY: EntryWrite = {
  frame: [Buffer.from("bytes")],
  position: { epoch: "a".repeat(32), seq: 1 },
  ageMs: 0,
  ttlMs: 60_000,
};

let bench: Workbench;
beforeEach(async () => void (bench = await createWorkbench()));
afterEach(() => bench.dispose());

/** Every path below the directory of the store. */
function paths(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return [path].concat(entry.isDirectory() ? paths(path) : []);
  });
}

/** Writes the entry, and tells where it is. */
async function placeOfEntry(): Promise<string> {
  await bench.open().write(KEY, ENTRY);
  const place = paths(bench.directory).find((path) => path.endsWith(KEY));
  if (place === undefined) throw new Error("the entry is nowhere");
  return place;
}

describe.runIf(process.platform !== "win32")("a directory that others can reach", () => {
  it("is given modes that leave other users out, whatever the umask is", async () => {
    const umask = process.umask(0);
    try {
      const store = bench.open();
      await store.append([hard("a")], undefined);
      await store.write(KEY, ENTRY);
      await store.compact();
    } finally {
      process.umask(umask);
    }
    const modes = [bench.directory, ...paths(bench.directory)].map((path) => statSync(path).mode & 0o007);
    expect(modes.length).toBeGreaterThan(6);
    expect(new Set(modes)).toEqual(new Set([0]));
  });

  it("is used, and reported once, when every user may write to it", async () => {
    mkdirSync(bench.ledger, { recursive: true });
    chmodSync(bench.ledger, 0o777);
    const store = bench.open();
    const { news } = await store.append([hard("a")], undefined);
    rmSync(bench.directory, { recursive: true });
    await store.news(news.position);
    const reported = bench.problems.filter(({ code }) => code === "TL-OPEN-DIRECTORY");
    expect(reported).toEqual([{ code: "TL-OPEN-DIRECTORY", message: expect.stringContaining("chmod") }]);
  });

  it("is not reported when it is the process's own", async () => {
    await bench.open().append([hard("a")], undefined);
    expect(bench.problems.map(({ code }) => code)).not.toContain("TL-OPEN-DIRECTORY");
  });

  it("may be reached through a symbolic link that the operator made", async () => {
    mkdirSync(bench.directory, { recursive: true });
    const link = `${bench.directory}.link`;
    symlinkSync(bench.directory, link);
    await bench.open({ directory: link }).append([hard("a")], undefined);
    expect(tagsOf(await everything(bench.open()))).toEqual(["a"]);
  });
});

describe.runIf(process.platform !== "win32")("in the place of an entry", () => {
  it.each([
    ["a link to a file", (place: string) => symlinkSync("/etc/passwd", place)],
    ["a link to itself", (place: string) => symlinkSync(place, place)],
    ["a link to an endless file", (place: string) => symlinkSync("/dev/zero", place)],
    ["a directory", (place: string) => mkdirSync(place)],
  ])("%s is a miss and an event", async (_, put) => {
    const place = await placeOfEntry();
    rmSync(place);
    put(place);
    const store = bench.open();
    // More than are read the short way.
    for (const entry of await Promise.all(Array.from({ length: 8 }, () => store.read(KEY)))) {
      expect(entry).toBeUndefined();
    }
    expect(bench.problems.map(({ code }) => code)).toEqual(Array.from({ length: 8 }, () => "TL-DAMAGED-ENTRY"));
  });

  it("a pipe that nobody writes to is a miss, and keeps nobody waiting", async () => {
    const place = await placeOfEntry();
    rmSync(place);
    execFileSync("mkfifo", [place]);
    const store = bench.open();
    // More than libuv has threads.
    for (const entry of await Promise.all(Array.from({ length: 8 }, () => store.read(KEY)))) {
      expect(entry).toBeUndefined();
    }
  });

  it("a link gives way to the next entry, and what it led to stays as it was", async () => {
    const place = await placeOfEntry();
    rmSync(place);
    const victim = join(dirname(bench.directory), "victim");
    writeFileSync(victim, "mine");
    symlinkSync(victim, place);
    const store = bench.open();
    expect(await store.write(KEY, ENTRY)).toBe("written");
    expect(String((await store.read(KEY))?.frame)).toBe("bytes");
    expect(statSync(victim).size).toBe(4);
  });
});

describe.runIf(process.platform !== "win32")("a sweep", () => {
  it("removes nothing behind a link to a folder of somebody else", async () => {
    const place = await placeOfEntry();
    const elsewhere = join(dirname(bench.directory), "elsewhere");
    mkdirSync(elsewhere);
    writeFileSync(join(elsewhere, "letter"), "dear");
    symlinkSync(elsewhere, join(dirname(dirname(place)), "zz"));
    await bench.open().sweep();
    expect(existsSync(join(elsewhere, "letter"))).toBe(true);
  });

  it("is not kept waiting by a pipe or a link among the entries", async () => {
    const place = await placeOfEntry();
    execFileSync("mkfifo", [join(dirname(place), "v1-u-pipe")]);
    symlinkSync("/dev/zero", join(dirname(place), "v1-u-link"));
    expect(await bench.open().sweep()).toMatchObject({ removed: 0 });
    expect(existsSync(place)).toBe(true);
  });
});

describe.runIf(process.platform !== "win32")("in the place of a journal", () => {
  it.each([
    ["a link", (place: string) => symlinkSync("/etc/passwd", place)],
    ["a pipe", (place: string) => void execFileSync("mkfifo", [place])],
    ["a directory", (place: string) => mkdirSync(place)],
  ])("%s is refused by an error, at once, and nothing is written through it", async (_, put) => {
    mkdirSync(bench.ledger, { recursive: true });
    put(join(bench.ledger, "journal.000001"));
    await expect(bench.open().append([hard("a")], undefined)).rejects.toThrow(/TL-DIRECTORY/);
  });
});
