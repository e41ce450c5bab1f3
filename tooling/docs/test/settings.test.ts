import { describe, expect, test } from "vitest";
import { readPages } from "../src/pages.ts";
import {
  documentedSettings,
  namedVariables,
  settingsOfPackages,
  variablesOfNext,
  variablesOfRepository,
} from "../src/settings.ts";

const pages = readPages();
const read = settingsOfPackages();
const ofNext = variablesOfNext();

test("the code reads settings", () => {
  expect(read).toContain("TAGLEDGER_DIR");
  expect(ofNext).toContain("NEXT_SERVER_ACTIONS_ENCRYPTION_KEY");
});

test("each setting that a package reads is in exactly one table of settings, and nothing else is", () => {
  const ours = [...read].filter((name) => name.startsWith("TAGLEDGER_")).toSorted();
  const documented = documentedSettings(pages);
  const places = new Map([...documented].filter(([name]) => name.startsWith("TAGLEDGER_")));
  expect([...places].filter(([, pagesOf]) => pagesOf.length > 1)).toEqual([]);
  expect([...places.keys()].toSorted()).toEqual(ours);
});

describe("each variable that a page names is read by somebody", () => {
  const known = new Set([...variablesOfRepository(), ...ofNext]);
  test.each(pages)("$path", (page) => {
    expect(namedVariables(page).filter((name) => !known.has(name))).toEqual([]);
  });
});
