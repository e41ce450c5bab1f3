import { describe, expect, test } from "vitest";
import { entryKey } from "./key.ts";

const key = (text: string, within = "") => entryKey({ space: "u", within }, text);

describe("an entry key", () => {
  test("differs for keys that differ only in a lone surrogate", () => {
    expect(key("\ud800")).not.toBe(key("\ud801"));
    expect(key("\ud800")).not.toBe(key("\ufffd"));
  });
  test("differs for equal keys in different scopes, wherever the boundary falls", () => {
    expect(key("bc", "a")).not.toBe(key("c", "ab"));
    expect(entryKey({ space: "f", within: "" }, "x")).not.toBe(entryKey({ space: "u", within: "" }, "x"));
  });
  test("is short, plain and shows nothing of the key", () => {
    expect(key(`../${"secret".repeat(40_000)}\0`)).toMatch(/^v1-u-[0-9a-f]{64}$/);
  });
});
