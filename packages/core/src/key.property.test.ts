import { hostileText, runs, utf16 } from "@tagledger/fuzz";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { entryKey, type KeyScope } from "./key.ts";
import { tagId } from "./tag-id.ts";

const scope: fc.Arbitrary<KeyScope> = fc.record({
  space: fc.constantFrom("u", "f", "r", "b"),
  within: fc.oneof(hostileText, utf16),
});
const text = fc.oneof(hostileText, utf16);

describe("the name of an entry", () => {
  test("is another one for another key or scope, whatever code units they have", () => {
    const property = fc.property(scope, text, scope, text, (one, key, other, otherKey) => {
      const isSame = one.space === other.space && one.within === other.within && key === otherKey;
      expect(entryKey(one, key) === entryKey(other, otherKey)).toBe(isSame);
    });
    fc.assert(property, runs(2000));
  });

  test("is another one wherever the end of what it is within falls", () => {
    const property = fc.property(text, fc.nat(400), fc.nat(400), (whole, one, other) => {
      const [first, second] = [Math.min(one, whole.length), Math.min(other, whole.length)];
      const at = (end: number): string => entryKey({ space: "u", within: whole.slice(0, end) }, whole.slice(end));
      expect(at(first) === at(second)).toBe(first === second);
    });
    fc.assert(property, runs(1000));
  });

  test("is another one when a single code unit is, also half of a character", () => {
    const unit = fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code));
    const property = fc.property(utf16, utf16, unit, unit, (before, after, one, other) => {
      const named = (middle: string): string => entryKey({ space: "u", within: "" }, before + middle + after);
      expect(named(one) === named(other)).toBe(one === other);
    });
    fc.assert(property, runs(2000));
  });

  test("shows nothing of the key or the scope, and may be a file, a key of Redis and a pattern", () => {
    const secret = fc.string({ unit: fc.constantFrom(...Array.from("ghijklmnopqrstuvwxyz-:/*")), minLength: 2 });
    const property = fc.property(secret, secret, (within, key) => {
      const name = entryKey({ space: "u", within }, key);
      expect(name).toMatch(/^v1-u-[0-9a-f]{64}$/);
      expect(name.slice("v1-u-".length)).not.toContain(key);
      expect(name.slice("v1-u-".length)).not.toContain(within);
    });
    fc.assert(property, runs(500));
  });
});

test("the number of a tag is a whole one that counts exactly, the same each time", () => {
  const property = fc.property(text, (tag) => {
    const id = tagId(tag);
    expect(Number.isSafeInteger(id)).toBe(true);
    expect(id).toBeGreaterThanOrEqual(0);
    expect(tagId(tag.slice(0))).toBe(id);
  });
  fc.assert(property, runs(1000));
});

test("tags that differ in one code unit have other numbers", () => {
  const unit = fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code));
  const property = fc.property(text, unit, unit, (tag, one, other) => {
    expect(tagId(tag + one) === tagId(tag + other)).toBe(one === other);
  });
  fc.assert(property, runs(2000));
});
