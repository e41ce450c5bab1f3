import { runs } from "@tagledger/fuzz";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { Entry } from "./entry.ts";
import { createNearTier } from "./near-tier.ts";

const MAX_BYTES = 20_000;
const entry = fc
  .record({
    bodyBytes: fc.nat(9000),
    metaCharacters: fc.nat(6000),
    tags: fc.array(fc.string({ maxLength: 256 }), { maxLength: 9 }),
  })
  .map(({ bodyBytes, metaCharacters, tags }): Entry => ({
    kind: "PAGES",
    position: { epoch: "e", seq: 1 },
    tags,
    tagIds: [],
    createdMs: 0,
    meta: { headers: "h".repeat(metaCharacters) },
    body: new Uint8Array(bodyBytes),
  }));
const key = fc.nat(15).map(String);
const step = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(fc.constant("set" as const), key, entry) },
  { weight: 3, arbitrary: fc.tuple(fc.constant("get" as const), key) },
  { weight: 1, arbitrary: fc.tuple(fc.constant("remove" as const), key) },
);

/** At least what the strings and bytes of an entry take. */
const bytesOf = ({ body, meta, tags }: Entry): number =>
  body.byteLength + 2 * (String(meta["headers"]).length + tags.join("").length);

test("the memory of a process never holds more than it may, and gives back the newest of each or nothing", () => {
  const property = fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
    const near = createNearTier(MAX_BYTES);
    const newest = new Map<string, Entry>();
    for (const [what, name, one] of steps) {
      if (what === "set" && one !== undefined) {
        near.set(name, one);
        newest.set(name, one);
      } else if (what === "remove") {
        near.remove(name);
        newest.delete(name);
      } else {
        expect([undefined, newest.get(name)]).toContain(near.get(name));
      }
      expect(near.bytes).toBeLessThanOrEqual(MAX_BYTES);
      const held = [...newest.keys()].flatMap((known) => near.get(known) ?? []);
      const heldBytes = held.reduce((sum, found) => sum + bytesOf(found), 0);
      expect(heldBytes).toBeLessThanOrEqual(near.bytes);
    }
    near.clear();
    expect(near.bytes).toBe(0);
  });
  fc.assert(property, runs(200));
});

test("what is just kept is there, unless it is nearly as large as all that may be held", () => {
  const property = fc.property(fc.array(fc.tuple(key, entry), { minLength: 1, maxLength: 20 }), (pairs) => {
    const near = createNearTier(MAX_BYTES);
    for (const [name, one] of pairs) {
      near.set(name, one);
      expect(near.get(name) === one || bytesOf(one) >= MAX_BYTES - 2000).toBe(true);
      expect(near.get(name) === undefined || bytesOf(one) <= MAX_BYTES).toBe(true);
    }
  });
  fc.assert(property, runs(300));
});

test("an entry that is too large takes an older one of its key with it", () => {
  const near = createNearTier(1000);
  const small: Entry = {
    kind: "FETCH",
    position: { epoch: "e", seq: 1 },
    tags: [],
    tagIds: [],
    createdMs: 0,
    meta: {},
    body: new Uint8Array(1),
  };
  near.set("k", small);
  expect(near.get("k")).toBe(small);
  near.set("k", { ...small, position: { epoch: "e", seq: 2 }, body: new Uint8Array(5000) });
  expect(near.get("k")).toBeUndefined();
});
