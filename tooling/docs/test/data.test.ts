import { describe, expect, test } from "vitest";
import { DATA_LANGUAGES, dataProblems } from "../src/data.ts";
import type { Block } from "../src/page.ts";
import { readPages } from "../src/pages.ts";

const pages = readPages().filter(({ blocks }) => blocks.some(({ language }) => language in DATA_LANGUAGES));

describe("every block of data parses", () => {
  test.each(pages)("$path", ({ blocks }) => {
    expect(blocks.filter(({ notChecked }) => notChecked === undefined).flatMap(dataProblems)).toEqual([]);
  });
});

test.each([
  ["json", '{ "a": 1, }'],
  ["yaml", "a: b: c"],
  ["dockerfile", "FROM node:20\nRUM npm ci"],
  ["promql", "sum by (a) (rate(b[5m])"],
])("%s that is none is a problem", (language, content) => {
  const block: Block = { page: "page.md", line: 7, language, content };
  expect(dataProblems(block)[0]).toMatch(/^page\.md:7: ./);
});
