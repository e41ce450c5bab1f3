import { expect, test } from "vitest";
import { decodeTag, encodeTag } from "./tag-code.ts";

const TAGS = [
  "a",
  "",
  "=a",
  "!a",
  "!6100",
  "ü",
  "日本",
  "\u{1f600}",
  "a\ud800",
  "\udc00",
  "\ud800\ud800",
  "\0\n",
  "epoch",
];

test("a tag is read as it was written", () => {
  for (const tag of TAGS) {
    const stored = Buffer.from(encodeTag(tag)).toString();
    expect(decodeTag(stored)).toBe(tag);
  }
});

test("different tags are written differently, and none like a name of the ledger's own", () => {
  const encoded = TAGS.map(encodeTag);
  expect(new Set(encoded).size).toBe(TAGS.length);
  for (const one of encoded) expect(one).toMatch(/^[=!]/);
});
