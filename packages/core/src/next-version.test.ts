import { describe, expect, test } from "vitest";
import { assertSupportedNext, awaitsExpired, hasImageHandler, honoursCacheControl, minorOf } from "./next-version.ts";

describe("the version of Next.js", () => {
  test("is known by its minor", () => {
    expect(minorOf("16.4.6")).toBe("16.4");
    expect(minorOf("16.5.0-canary.38")).toBe("16.5");
    expect(minorOf(undefined)).toBe("");
  });
  test.each([
    ["15.5.2", "npx @next/codemod upgrade"],
    ["17.0.0", "a newer version of tagledger"],
  ])("is refused when it is %s, with what to do: %s", (version, remedy) => {
    const refusal = { code: "TL-NEXT-VERSION", message: expect.stringContaining(remedy) as string };
    expect(() => assertSupportedNext(version)).toThrow(expect.objectContaining(refusal));
  });
  test.each(["16.0.0", "16.4.6", undefined])("is accepted when it is %s", (version) => {
    expect(() => assertSupportedNext(version)).not.toThrow();
  });
  test.each([
    ["16.0", false, false, false],
    ["16.1", false, false, false],
    ["16.2", true, false, false],
    ["16.3", true, true, false],
    ["16.4", true, true, true],
    ["16.10", true, true, true],
    ["", true, true, true],
  ])(
    "%s has a handler for images: %s, waits for what replaces an expired response: %s, goes by given lifetimes: %s",
    (version, images, awaits, honours) => {
      expect(hasImageHandler(version)).toBe(images);
      expect(awaitsExpired(version)).toBe(awaits);
      expect(honoursCacheControl(version)).toBe(honours);
    },
  );
});
