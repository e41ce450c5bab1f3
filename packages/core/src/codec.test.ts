import { describe, expect, test } from "vitest";
import { decodeEntry, encodeEntry } from "./codec.ts";

const entry = {
  kind: "use-cache" as const,
  position: { epoch: "e".repeat(32), seq: 2 ** 53 - 1 },
  tags: ["a", "", "a", "a,b", "%C3%BC"],
  meta: { stale: 1, expire: 4294967294 },
  body: Uint8Array.from([0, 255, 10, 13]),
};
const frame = (): Buffer => Buffer.concat(encodeEntry("key", entry));

describe("a frame", () => {
  test("gives back what was encoded", () => {
    const decoded = decodeEntry("key", frame());
    expect({ ...decoded, body: [...(decoded?.body ?? [])] }).toEqual({ ...entry, body: [...entry.body] });
  });
  test("is refused with any byte changed, missing or added", () => {
    const bytes = frame();
    for (let index = 0; index < bytes.length; index++) {
      const changed = Buffer.from(bytes);
      changed[index] = (changed[index] as number) ^ 1;
      expect(decodeEntry("key", changed), `byte ${index}`).toBeUndefined();
      expect(decodeEntry("key", bytes.subarray(0, index)), `cut at ${index}`).toBeUndefined();
    }
    expect(decodeEntry("key", Buffer.concat([bytes, Buffer.of(0)]))).toBeUndefined();
  });
  test("of an entry without a body is read, whoever has looked at the body's buffer", () => {
    const body = Buffer.concat([]);
    expect(body.buffer.byteLength).toBe(0);
    expect(decodeEntry("key", Buffer.concat(encodeEntry("key", { ...entry, body })))?.body).toHaveLength(0);
  });
});
