import { expect, test } from "vitest";
import { CHECKED_LANGUAGES } from "../src/languages.ts";
import { readPages } from "../src/pages.ts";

const blocks = readPages().flatMap((page) => page.blocks);

test("a block is checked by its language, or says why it is not", () => {
  const silent = blocks.filter(
    ({ language, notChecked }) => !CHECKED_LANGUAGES.includes(language) && notChecked === undefined,
  );
  expect(silent.map(({ page, line, language }) => `${page}:${line}: ${language}`)).toEqual([]);
});

test("few blocks are not checked, and these are they", () => {
  const byPage = new Map<string, number>();
  for (const { page, notChecked } of blocks) {
    if (notChecked !== undefined) byPage.set(page, (byPage.get(page) ?? 0) + 1);
  }
  expect(Object.fromEntries(byPage)).toEqual({
    // The test of the migration runs them through the codemod.
    "docs/guides/migrating.md": 4,
    "docs/telemetry.md": 1,
    "docs/webhook.md": 1,
    "packages/codemod/README.md": 2,
  });
});
