import { describe, expect, test } from "vitest";
import { deadLinks } from "../src/links.ts";
import { parsePage } from "../src/page.ts";
import { readPages } from "../src/pages.ts";

const pages = readPages();

describe("every relative link, anchor and image exists", () => {
  test.each(pages)("$path", (page) => {
    expect(deadLinks(page, pages)).toEqual([]);
  });
});

test("a file, an anchor and an image that are not there are found", () => {
  const page = parsePage(
    "docs/page.md",
    [
      "# `The` title",
      "[itself](#the-title) [other](../README.md) [outside](https://example.com/x)",
      "[gone](gone.md) [no anchor](../README.md#gone) [none here](#gone)",
      '<img src="images/gone.webp">',
    ].join("\n\n"),
  );
  expect(deadLinks(page, [...pages, page])).toEqual([
    "docs/page.md:5: gone.md",
    "docs/page.md:5: ../README.md#gone",
    "docs/page.md:5: #gone",
    "docs/page.md:7: images/gone.webp",
  ]);
});
