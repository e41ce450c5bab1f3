import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createWatchedDisk } from "../test/watched-disk.ts";
import { createWorkbench, everything, type Workbench } from "../test/workbench.ts";

let bench: Workbench;
beforeEach(async () => void (bench = await createWorkbench()));
afterEach(() => bench.dispose());

describe.runIf(process.platform === "linux")("a directory on", () => {
  function on(type: number): ReturnType<Workbench["open"]> {
    const { disk, interceptOnce } = createWatchedDisk();
    const statfs = (): Promise<unknown> => {
      interceptOnce("statfs", statfs);
      return Promise.resolve({ type });
    };
    interceptOnce("statfs", statfs);
    return bench.open({ disk });
  }

  it.each([
    ["NFS", 0x6969],
    ["SMB2", 0xfe534d42],
    ["SMB2", 0xfe534d42 | 0],
    ["9p", 0x01021997],
    ["FUSE", 0x65735546],
  ])("%s is refused", async (name, type) => {
    const store = on(type);
    await expect(store.news(undefined)).rejects.toMatchObject({
      code: "TL-NETWORK-FILESYSTEM",
      message: expect.stringContaining(name),
    });
    await expect(store.append([{ tags: ["a"], kind: "hard" }], undefined)).rejects.toMatchObject({
      code: "TL-NETWORK-FILESYSTEM",
    });
  });

  it.each([
    ["overlay", 0x794c7630],
    ["tmpfs", 0x01021994],
  ])("%s is used, and reported once", async (name, type) => {
    const store = on(type);
    const { position } = await everything(store);
    rmSync(bench.directory, { recursive: true });
    expect(await store.news(position)).toMatchObject({ reset: true });
    expect(bench.problems).toEqual([{ code: "TL-PRIVATE-FILESYSTEM", message: expect.stringContaining(name) }]);
  });
});

describe("a directory that", () => {
  it("is a file is refused with a sentence that says so", async () => {
    writeFileSync(bench.directory, "");
    const refusal = { code: "TL-DIRECTORY", message: expect.stringContaining("not a directory") };
    await expect(bench.open().news(undefined)).rejects.toMatchObject(refusal);
    const write = { frame: [], position: { epoch: "0".repeat(32), seq: 0 }, ageMs: 0, ttlMs: 1 };
    await expect(bench.open().write("key", write)).rejects.toMatchObject(refusal);
  });

  it("cannot be made is refused with a sentence that says so", async () => {
    const store = bench.open({ directory: join(bench.directory, "x".repeat(300)) });
    await expect(store.news(undefined)).rejects.toMatchObject({
      code: "TL-DIRECTORY",
      message: expect.stringContaining("too long"),
    });
  });

  it("cannot be written to is refused by what the system says of it", async () => {
    const { disk, interceptOnce } = createWatchedDisk();
    const store = bench.open({ disk });
    interceptOnce("mkdir", () => Promise.reject(Object.assign(new Error("read-only"), { code: "EROFS" })));
    await expect(store.news(undefined)).rejects.toMatchObject({
      code: "TL-DIRECTORY",
      message: expect.stringContaining("read-only"),
    });
    expect(await store.news(undefined)).toBeDefined();
  });

  it("is shared by several namespaces keeps them apart, whatever their names are", async () => {
    const namespaces = ["app", "App", "../app", "", "a".repeat(300), "ä"];
    const epochs = [];
    for (const namespace of namespaces) epochs.push((await everything(bench.open({ namespace }))).position.epoch);
    expect(new Set(epochs).size).toBe(namespaces.length);
    rmSync(join(bench.directory, "v1"), { recursive: true });
  });
});
