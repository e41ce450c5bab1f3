import { hostileText, runs, utf16 } from "@tagledger/fuzz";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { decodeEntry, encodeEntry } from "./codec.ts";
import { decodeValue, type EncodedValue, encodeValue } from "./incremental-codec.ts";
import type { CachedValue } from "./next.ts";

const buffer = fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes));
const json = fc.dictionary(hostileText, fc.jsonValue()).map((value) => JSON.parse(JSON.stringify(value)) as object);
const text = fc.oneof(utf16, hostileText);
const headers = fc.option(fc.dictionary(hostileText, fc.oneof(text, fc.array(text, { maxLength: 3 }))), {
  nil: undefined,
});
const status = fc.option(fc.integer({ min: 100, max: 599 }), { nil: undefined });

const values: Readonly<Record<CachedValue["kind"], fc.Arbitrary<object>>> = {
  APP_PAGE: fc.record({
    kind: fc.constant("APP_PAGE"),
    html: text,
    rscData: fc.option(buffer, { nil: undefined }),
    postponed: fc.option(text, { nil: undefined }),
    segmentData: fc.option(
      fc.array(fc.tuple(hostileText, buffer), { maxLength: 4 }).map((pairs) => new Map(pairs)),
      { nil: undefined },
    ),
    headers,
    status,
  }),
  APP_ROUTE: fc.record({ kind: fc.constant("APP_ROUTE"), body: buffer, headers, status: fc.integer() }),
  PAGES: fc.record({ kind: fc.constant("PAGES"), html: text, pageData: json, headers, status }),
  REDIRECT: fc.record({ kind: fc.constant("REDIRECT"), props: json }),
  FETCH: fc.record({
    kind: fc.constant("FETCH"),
    data: fc.record(
      { headers: fc.dictionary(hostileText, text), body: text, url: text, status: fc.integer() },
      { requiredKeys: ["headers", "body", "url"] },
    ),
    revalidate: fc.integer(),
  }),
  IMAGE: fc.record({
    kind: fc.constant("IMAGE"),
    buffer,
    etag: text,
    upstreamEtag: text,
    extension: text,
    revalidate: fc.integer(),
  }),
};
const value = fc.oneof(...Object.values(values)) as fc.Arbitrary<CachedValue>;

/** Through the frame of an entry, as in a store. */
function throughFrame(kind: CachedValue["kind"], { meta, body }: EncodedValue): CachedValue | null | undefined {
  const entry = { kind, position: { epoch: "", seq: 0 }, tags: [], meta, body };
  const decoded = decodeEntry("k", Buffer.concat(encodeEntry("k", entry)));
  if (decoded === undefined) throw new Error("the frame is damaged");
  return decodeValue(kind, decoded.meta as EncodedValue["meta"], decoded.body);
}

test("every value comes back, be it from memory or from a store", () => {
  const property = fc.property(value, (one) => {
    const encoded = encodeValue(one, undefined);
    expect(decodeValue(one.kind, encoded.meta, encoded.body)).toEqual(one);
    expect(throughFrame(one.kind, encoded)).toEqual(one);
  });
  fc.assert(property, runs(1000));
});

test("what a reader does to a value reaches nobody else", () => {
  const property = fc.property(value, (one) => {
    const encoded = encodeValue(one, undefined);
    spoil(decodeValue(one.kind, encoded.meta, encoded.body));
    expect(decodeValue(one.kind, encoded.meta, encoded.body)).toEqual(one);
  });
  fc.assert(property, runs(500));
});

/** Takes away every property of every object; bytes are shared on purpose, as Next.js only reads them. */
function spoil(thing: unknown): void {
  if (typeof thing !== "object" || thing === null || thing instanceof Uint8Array) return;
  if (thing instanceof Map) return thing.clear();
  for (const name of Object.keys(thing)) {
    spoil(Reflect.get(thing, name));
    Reflect.deleteProperty(thing, name);
  }
}

test("metadata and a body that do not fit together are no value, and metadata of anything is no error", () => {
  const piece = fc.record(
    { name: fc.jsonValue(), type: fc.jsonValue(), bytes: fc.oneof(fc.integer(), fc.jsonValue()) },
    { requiredKeys: [] },
  );
  const meta = fc.record(
    { pieces: fc.oneof(fc.array(piece), fc.jsonValue()), rest: fc.jsonValue(), isNull: fc.constant(false) },
    { requiredKeys: [] },
  );
  const kinds = Object.keys(values) as CachedValue["kind"][];
  const property = fc.property(fc.constantFrom(...kinds), meta, buffer, (kind, foreign, body) => {
    const decoded = decodeValue(kind, foreign as never, body);
    expect(decoded === undefined ? kind : decoded?.kind).toBe(kind);
  });
  fc.assert(property, runs(2000));
});
