import { readFileSync, truncateSync, writeFileSync } from "node:fs";
import { damaged, hostileText, runs } from "@tagledger/fuzz";
import { crc32 } from "@tagledger/core";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createWorkbench, everything, hard, soft, tagsOf } from "../test/workbench.ts";
import { readLines } from "./journal-lines.ts";
import { decodeLine, encodeLine, type RecordBody } from "./journal-record.ts";
import { readPositionSync } from "./read-position-sync.ts";

const nonce = fc.constantFrom("0".repeat(16), "0123456789abcdef");
const invalidation = fc.oneof(
  fc.record({ tags: fc.array(hostileText, { minLength: 1, maxLength: 4 }), kind: fc.constant("hard" as const) }),
  fc.record(
    {
      tags: fc.array(hostileText, { minLength: 1, maxLength: 4 }),
      kind: fc.constant("soft" as const),
      expireSeconds: fc.nat(1e6),
    },
    { requiredKeys: ["tags", "kind"] },
  ),
);
const event: fc.Arbitrary<RecordBody> = fc.record({
  kind: fc.constant("event"),
  atMs: fc.nat(),
  invalidations: fc.array(invalidation, { maxLength: 3 }),
}) as fc.Arbitrary<RecordBody>;
const line = fc.tuple(event, nonce).map(([body, named]) => encodeLine(body, named));

/** A record as it would be if whoever wrote it meant it. */
function forged(body: unknown): string {
  const fields = JSON.stringify(body).replaceAll(/[\u007f-\uffff]/g, "?");
  const tail = `,${fields.slice(1, -1)},"nonce":"0123456789abcdef"`;
  const length = `{"length":"`.length + 9 + 1 + tail.length + `,"crc":"00000000"}`.length;
  const checked = `{"length":"${String(length).padStart(9, "0")}"${tail}`;
  return `${checked},"crc":"${crc32(Buffer.from(checked, "latin1")).toString(16).padStart(8, "0")}"}`;
}

describe("a record", () => {
  test("is one line of ASCII and comes back, whatever its tags are", () => {
    const property = fc.property(event, nonce, (body, named) => {
      const text = encodeLine(body, named);
      expect(text).toMatch(/^[\x20-\x7e]+$/);
      expect(decodeLine(text)).toMatchObject({ nonce: named, body });
    });
    fc.assert(property, runs(1000));
  });

  test("with any damage is torn or damaged, never another record", () => {
    const bytes = line.map((text) => Buffer.from(text, "latin1"));
    const property = fc.property(damaged(bytes), ({ after }) => {
      expect(["torn", "damaged"]).toContain(decodeLine(after.toString("latin1")));
    });
    fc.assert(property, runs(2000));
  });

  test("that is missing its end is torn, and nothing else is", () => {
    const property = fc.property(line, fc.nat(300), (text, end) => {
      fc.pre(end < text.length);
      expect(decodeLine(text.slice(0, end))).toBe("torn");
    });
    fc.assert(property, runs(500));
  });

  test("whose checksum is right is damaged all the same unless it has the shape of one", () => {
    const shape = fc.record(
      {
        kind: fc.constantFrom("event", "seal", "marks", "header", "later"),
        version: fc.constantFrom(1, 2),
        atMs: fc.oneof(fc.nat(), fc.jsonValue()),
        invalidations: fc.oneof(fc.array(fc.oneof(invalidation, fc.jsonValue()), { maxLength: 2 }), fc.jsonValue()),
        marks: fc.oneof(fc.array(fc.array(fc.oneof(fc.nat(), hostileText), { maxLength: 6 })), fc.jsonValue()),
        from: fc.jsonValue(),
      },
      { requiredKeys: ["kind"] },
    );
    const property = fc.property(shape, (body) => {
      const read = decodeLine(forged(body));
      if (typeof read === "string") return;
      if (body.kind === "later" || body.version === 2) return;
      if (read.body?.kind === "event") {
        expect(Number.isFinite(read.body.atMs)).toBe(true);
        for (const { tags } of read.body.invalidations) expect(tags.every((tag) => typeof tag === "string")).toBe(true);
      }
      if (read.body?.kind === "marks") for (const [tag] of read.body.marks) expect(tag).toBeTypeOf("string");
    });
    fc.assert(property, runs(2000));
  });
});

describe("a journal that was damaged", () => {
  /** Real journals of three records, after a rotation and without one. */
  async function prepare(rotates: boolean) {
    const bench = await createWorkbench();
    const store = bench.open();
    await store.append([hard("a", "__proto__")], undefined);
    if (rotates) await store.compact();
    await store.append([soft("b", 60)], undefined);
    const { news } = await store.append([hard("c\n")], undefined);
    await store.close();
    return { bench, position: news.position };
  }

  test("is never taken for another ledger: all that was recorded is known, or a new epoch begins", async () => {
    const property = fc.asyncProperty(fc.boolean(), damagedOf(), async (rotates, spoil) => {
      const { bench, position } = await prepare(rotates);
      try {
        const path = bench.journalPath();
        const before = readFileSync(path);
        const after = spoil(before);
        // In place, as a disk does: the file stays the one that it was.
        writeFileSync(path, after, { flag: "r+" });
        if (after.length < before.length) truncateSync(path, after.length);
        const sync = readPositionSync({ directory: bench.directory, namespace: "app" });
        const store = bench.open();
        const news = await everything(store);
        if (news.position.epoch === position.epoch && news.position.seq >= position.seq) {
          expect(tagsOf(news)).toEqual(expect.arrayContaining(["a", "__proto__", "b", "c\n"]));
          expect(sync).toMatchObject({ epoch: position.epoch });
        } else if (news.position.epoch === position.epoch) {
          // It ends earlier, as far as anybody can see who was not there. Whoever was there sees it.
          expect((await bench.open().news(position))?.position.epoch).not.toBe(position.epoch);
        }
        // And it goes on.
        const { news: later } = await store.append([hard("later")], news.position);
        expect(tagsOf(await everything(bench.open()))).toContain("later");
        expect(later.marks.map(({ tag }) => tag)).toContain("later");
      } finally {
        await bench.dispose();
      }
    });
    await fc.assert(property, runs(60));
  });

  test("by zeros without end has a line that ends, so that nobody reads it as one", async () => {
    const size = 300 << 20;
    const read = async (buffer: Buffer, _offset: number, length: number) => ({
      buffer: buffer.fill(0),
      bytesRead: length,
    });
    const lines: number[] = [];
    for await (const { line: text } of readLines({ handle: { read } } as never, 0, size)) lines.push(text.length);
    expect(lines).toEqual([(1 << 28) + (1 << 18)]);
  }, 30_000);
});

/** A change to bytes, shrinkable by itself. */
function damagedOf(): fc.Arbitrary<(bytes: Buffer) => Buffer> {
  return fc
    .tuple(
      fc.nat(1 << 30),
      fc.constantFrom("flip", "cut", "zeros", "append", "twice", "swap"),
      fc.uint8Array({ maxLength: 30 }),
    )
    .map(([chance, what, noise]) => (bytes: Buffer): Buffer => {
      const at = chance % bytes.length;
      const broken = Buffer.from(bytes);
      switch (what) {
        case "flip":
          broken[at] = (broken[at] as number) ^ (1 << (chance % 8));
          return broken;
        case "cut":
          return broken.subarray(0, at);
        case "zeros":
          return broken.fill(0, at, Math.min(bytes.length, at + 200));
        case "append":
          return Buffer.concat([broken, noise]);
        case "twice":
          return Buffer.concat([broken, broken.subarray(at)]);
        default:
          return Buffer.concat([broken.subarray(0, at), noise, broken.subarray(at + noise.length)]);
      }
    });
}
