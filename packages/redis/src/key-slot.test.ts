import { expect, test } from "vitest";
import { keySlot } from "./key-slot.ts";

// The values of redis-cli's CLUSTER KEYSLOT.
test.each([
  ["123456789", 12_739],
  ["foo", 12_182],
  ["{user1000}.following", 3443],
  ["user1000", 3443],
  ["foo{}{bar}", 8363],
  ["", 0],
])("the slot of %j is %i", (key, slot) => {
  expect(keySlot(key)).toBe(slot);
});

test("only the first hash tag counts", () => {
  expect(keySlot("foo{bar}{zap}")).toBe(keySlot("bar"));
  expect(keySlot("foo{{bar}}zap")).toBe(keySlot("{bar"));
});
