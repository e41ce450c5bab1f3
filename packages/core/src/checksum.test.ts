import { afterEach, describe, expect, it, vi } from "vitest";

afterEach(() => {
  vi.doUnmock("node:zlib");
  vi.resetModules();
});

describe.each([
  ["Node.js", () => {}],
  ["a table, where Node.js has none", () => void vi.doMock("node:zlib", () => ({ crc32: undefined }))],
])("a checksum by %s", (_, prepare) => {
  it("is CRC-32, of bytes, of text in UTF-8, and of one after the other", async () => {
    prepare();
    const { crc32 } = await import("./checksum.ts");
    // The check value of every list of checksums.
    expect(crc32("123456789")).toBe(0xcbf43926);
    expect(crc32(Buffer.from("123456789"))).toBe(0xcbf43926);
    expect(crc32("789", crc32(Buffer.from("123456")))).toBe(0xcbf43926);
    for (const text of ["", "é€😀", "\ud800", "a\0b", "x".repeat(5000)]) {
      expect(crc32(text, 7)).toBe(crc32(Buffer.from(text), 7));
    }
  });
});
