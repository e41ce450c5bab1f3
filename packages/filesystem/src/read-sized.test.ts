import { randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { READ_FLAGS } from "./disk.ts";
import { readSized } from "./read-sized.ts";

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), "read-sized-"))));
afterEach(() => rmSync(folder, { recursive: true }));

/** A file that says its size in its first eight bytes. */
function write(name: string, bytes: number, said = bytes): Buffer {
  const content = randomBytes(bytes);
  content.writeDoubleLE(said);
  writeFileSync(join(folder, name), content);
  return content;
}

const sizeOf = (start: Buffer): number => start.readDoubleLE();
const read = (name: string): Promise<Buffer | undefined> => readSized(join(folder, name), READ_FLAGS, sizeOf);

describe("a file that says its size", () => {
  it.each([8, 1000, 524_287, 524_288, 524_289, 3_000_000])("is read whole when it has %i bytes", async (bytes) => {
    const content = write("file", bytes);
    expect(content.equals((await read("file")) as Buffer)).toBe(true);
  });

  it("is not mixed up with others that are read at the same time", async () => {
    const contents = Array.from({ length: 40 }, (_, index) => write(`file-${index}`, 1000 + index * 20_000));
    const reads = await Promise.all(contents.map((_, index) => read(`file-${index}`)));
    expect(reads.every((bytes, index) => contents[index]?.equals(bytes as Buffer))).toBe(true);
  });

  it("has a buffer of its own, of its own size", async () => {
    write("one", 1000);
    write("other", 1000);
    const one = (await read("one")) as Buffer;
    const copy = Buffer.from(one);
    await read("other");
    expect(one.equals(copy)).toBe(true);
    expect(one.buffer.byteLength).toBe(1000);
  });

  it.each([
    [1000, 1001],
    [1000, 999],
    [1000, 600_000],
    [600_000, 600_001],
    [600_000, 1000],
    [600_001, 600_000],
    [524_289, 524_288],
    [1000, -1],
    [1000, 999.5],
    [1000, 3 * 2 ** 30],
    [1000, 2 ** 53],
    [1000, Infinity],
    [1000, NaN],
  ])("with %i bytes is of no use when it says %i", async (bytes, said) => {
    write("file", bytes, said);
    // More than are read the short way.
    for (const found of await Promise.all(Array.from({ length: 12 }, () => read("file")))) {
      expect(found).toBeUndefined();
    }
  });
});

describe("a read that fails", () => {
  it("says why, and the next one succeeds", async () => {
    const content = write("file", 1000);
    const failing = Promise.all(Array.from({ length: 20 }, () => read("nothing")));
    await expect(failing).rejects.toMatchObject({ code: "ENOENT" });
    await expect(read(".")).rejects.toMatchObject({ code: "EISDIR" });
    const broken = readSized(join(folder, "file"), READ_FLAGS, () => {
      throw new Error("cannot tell");
    });
    await expect(broken).rejects.toThrow("cannot tell");
    expect(content.equals((await read("file")) as Buffer)).toBe(true);
  });

  it.runIf(process.platform === "linux")("leaves no file open", async () => {
    write("file", 1000, 2000);
    const open = (): number => readdirSync("/proc/self/fd").length;
    await read("file");
    const before = open();
    for (let turn = 0; turn < 20; turn++) {
      await read("file");
      await read(".").catch(() => {});
    }
    // The last ones are closed in the background.
    await expect.poll(open).toBeLessThanOrEqual(before);
  });
});
