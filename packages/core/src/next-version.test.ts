import { describe, expect, test } from "vitest";
import { assertSupportedNext, honoursCacheControl, minorOf } from "./next-version.ts";

describe("the version of Next.js", () => {
  test("is known by its minor", () => {
    expect(minorOf("16.4.6")).toBe("16.4");
    expect(minorOf("16.5.0-canary.38")).toBe("16.5");
    expect(minorOf(undefined)).toBe("");
  });
  test.each(["15.5.2", "17.0.0"])("is refused when it is %s", (version) => {
    expect(() => assertSupportedNext(version)).toThrow(expect.objectContaining({ code: "TL-NEXT-VERSION" }));
  });
  test.each(["16.0.0", "16.4.6", undefined])("is accepted when it is %s", (version) => {
    expect(() => assertSupportedNext(version)).not.toThrow();
  });
  test.each([
    ["16.0", false],
    ["16.3", false],
    ["16.4", true],
    ["16.10", true],
    ["", true],
  ])("%s goes by the lifetime that a handler gives: %s", (version, honours) => {
    expect(honoursCacheControl(version)).toBe(honours);
  });
});
