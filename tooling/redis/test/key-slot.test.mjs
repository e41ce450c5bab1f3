import { expect, test } from "vitest";
import { keySlot } from "../src/index.mjs";

test.for([
  ["123456789", 0x31c3],
  ["foo", 12_182],
  ["{foo}bar", 12_182],
  ["a{foo}{bar}", 12_182],
  ["", 0],
])("the slot of %s is %i", ([key, slot]) => {
  expect(keySlot(String(key))).toBe(slot);
});

test("an empty or open tag is no tag", () => {
  expect(keySlot("{}foo")).not.toBe(keySlot("{}bar"));
  expect(keySlot("{foo")).not.toBe(keySlot("foo"));
});
