import { damaged, hostileText, runs, utf16 } from "@tagledger/fuzz";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ENTRY_KINDS } from "./channels.ts";
import { crc32 } from "./checksum.ts";
import { decodeEntry, encodeEntry } from "./codec.ts";
import { entryKey } from "./key.ts";

const key = fc.nat(5).map((number) => entryKey({ space: "u", within: "" }, String(number)));
const meta = fc
  .dictionary(hostileText, fc.jsonValue({ noUnicodeString: false }))
  .map((value) => plain(value) as object);
const entry = fc.record({
  kind: fc.constantFrom(...ENTRY_KINDS),
  position: fc.record({ epoch: hostileText, seq: fc.maxSafeNat() }),
  tags: fc.array(hostileText, { maxLength: 5 }),
  meta: meta as fc.Arbitrary<{ readonly [name: string]: unknown }>,
  body: fc.uint8Array({ maxLength: 200 }),
});
const frame = fc.tuple(key, entry).map(([of, one]) => Buffer.concat(encodeEntry(of, one)));

/** As it is after it was JSON, which knows no -0. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

describe("a frame", () => {
  test("gives back every entry, wherever in a buffer it stands", () => {
    const property = fc.property(key, entry, fc.nat(64), (of, one, offset) => {
      const bytes = Buffer.concat([Buffer.alloc(offset), ...encodeEntry(of, one)]);
      const decoded = decodeEntry(of, bytes.subarray(offset));
      expect({ ...decoded, body: [...(decoded?.body ?? [])] }).toEqual({ ...one, body: [...one.body] });
    });
    fc.assert(property, runs(500));
  });

  test("is of one key only", () => {
    const property = fc.property(key, key, entry, (of, other, one) => {
      fc.pre(of !== other);
      expect(decodeEntry(other, Buffer.concat(encodeEntry(of, one)))).toBeUndefined();
    });
    fc.assert(property, runs(500));
  });

  test("is refused with any damage", () => {
    const property = fc.property(key, damaged(frame), (of, { after }) => {
      expect(decodeEntry(of, after)).toBeUndefined();
    });
    fc.assert(property, runs(1500));
  });

  test("is refused in front of, behind or within another", () => {
    const property = fc.property(key, entry, entry, (of, one, other) => {
      const [first, second] = [Buffer.concat(encodeEntry(of, one)), Buffer.concat(encodeEntry(of, other))];
      for (const whole of [
        [first, second],
        [first, first],
        [first.subarray(0, 20), second],
      ]) {
        expect(decodeEntry(of, Buffer.concat(whole))).toBeUndefined();
      }
    });
    fc.assert(property, runs(300));
  });

  test("whose checksum is right is refused all the same unless its header is one of ours", () => {
    const headers = fc.oneof(
      fc.jsonValue(),
      fc.record(
        {
          epoch: fc.jsonValue(),
          seq: fc.jsonValue(),
          kind: fc.jsonValue(),
          tags: fc.jsonValue(),
          meta: fc.jsonValue(),
        },
        { requiredKeys: [] },
      ),
      fc.constantFrom(...['{"__proto__":{"kind":"use-cache"}}', "null", "[]", "1e999", "{"].map((text) => ({ text }))),
    );
    const property = fc.property(key, headers, fc.uint8Array({ maxLength: 9 }), (of, header, body) => {
      const text = typeof header === "object" && header !== null && "text" in header ? header.text : header;
      const bytes = Buffer.from(typeof text === "string" ? text : JSON.stringify(text));
      const prefix = Buffer.alloc(20);
      prefix.write("TLE1", "latin1");
      prefix.writeUInt32LE(bytes.length, 8);
      prefix.writeDoubleLE(body.length, 12);
      const forged = Buffer.concat([prefix, bytes, body]);
      forged.writeUInt32LE(crc32(forged.subarray(8), crc32(Buffer.from(of))), 4);
      const decoded = decodeEntry(of, forged);
      if (decoded === undefined) return;
      expect(ENTRY_KINDS).toContain(decoded.kind);
      expect(decoded.tags.every((tag) => typeof tag === "string")).toBe(true);
      expect(Number.isSafeInteger(decoded.position.seq)).toBe(true);
      expect(decoded.meta).toBeTypeOf("object");
    });
    fc.assert(property, runs(2000));
  });

  test("puts nothing into what all objects share", () => {
    const poison = plain(JSON.parse('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}'));
    const one = {
      kind: "FETCH" as const,
      position: { epoch: "__proto__", seq: 1 },
      tags: ["__proto__"],
      meta: poison as { [name: string]: unknown },
      body: new Uint8Array(),
    };
    expect(decodeEntry("k", Buffer.concat(encodeEntry("k", one)))?.meta).toEqual(poison);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});

test("bytes of no meaning are no frame", () => {
  const property = fc.property(key, fc.uint8Array({ maxLength: 300 }), fc.boolean(), (of, bytes, withMagic) => {
    expect(decodeEntry(of, withMagic ? Buffer.concat([Buffer.from("TLE1"), bytes]) : bytes)).toBeUndefined();
  });
  fc.assert(property, runs(2000));
});

test("a frame is as long for a text of any code units as its parts say", () => {
  const property = fc.property(utf16, (text) => {
    const one = {
      kind: "use-cache" as const,
      position: { epoch: text, seq: 0 },
      tags: [text],
      meta: {},
      body: Buffer.from(text),
    };
    expect(decodeEntry("k", Buffer.concat(encodeEntry("k", one)))?.tags).toEqual([text]);
  });
  fc.assert(property, runs(300));
});
