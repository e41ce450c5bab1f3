import { describe, expect, test } from "vitest";
import { pathTags, tagForms } from "./next-tags.ts";

describe("the tags of what a user writes", () => {
  test("are the tag itself and its encoded form", () => {
    expect(tagForms("a,b [x]")).toEqual(["a,b [x]"]);
    expect(tagForms("ü😀")).toEqual(["ü😀", "%C3%BC%F0%9F%98%80"]);
  });
  test("survive a lone surrogate", () => {
    expect(tagForms("\ud800")).toEqual(["\ud800", "%EF%BF%BD"]);
  });
  test.each([
    ["/", undefined, ["_N_T_/", "_N_T_/index"]],
    ["/blog/", undefined, ["_N_T_/blog"]],
    ["/blog/[slug]", "page", ["_N_T_/blog/[slug]/page"]],
    ["/", "layout", ["_N_T_/layout"]],
  ] as const)("are for the path %s of type %s what revalidatePath makes", (path, type, tags) => {
    expect(pathTags(path, type)).toEqual(tags);
  });
});
