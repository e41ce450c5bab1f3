import { describe, expect, test } from "vitest";
import { fileName, MODULE_LANGUAGES, moduleProblems } from "../src/modules.ts";
import { type Page, parsePage } from "../src/page.ts";
import { readPages } from "../src/pages.ts";

/** A page with a fault on purpose, or without one. */
function planted(path: string, ...blocks: readonly string[]): Page {
  return parsePage(path, blocks.map((block) => fenced("ts", block)).join("\n\n"));
}

function fenced(language: string, content: string): string {
  return `\`\`\`${language}\n${content}\n\`\`\``;
}

const EXPORTS_A = "// lib/a.ts\nexport const a = 1;";
const PLANTED = [
  planted(
    "wrong-option",
    'import { invalidate } from "@tagledger/filesystem";\nvoid invalidate(["a"], { expires: 1 });',
  ),
  planted("good-import", EXPORTS_A, '// b.ts\nimport { a } from "./lib/a";\nexport const b: number = a;'),
  planted("bad-import", EXPORTS_A, '// b.ts\nimport { a } from "./lib/a";\nexport const b: string = a;'),
  planted("other-app", EXPORTS_A, "// lib/a.ts\nexport const c = 1;", '// b.ts\nimport { a } from "./lib/a";\nvoid a;'),
  parsePage("typing-error.yaml", fenced("yaml", "apiVersion: v1\nkind: Service\nspec: { selectors: { app: shop } }")),
];

const LANGUAGES = new Set([...Object.keys(MODULE_LANGUAGES), "yaml"]);
const pages = readPages().filter(({ blocks }) => blocks.some(({ language }) => LANGUAGES.has(language)));
// One compilation for all: starting is what costs.
const problems = moduleProblems([...pages, ...PLANTED]);

describe("every TypeScript and JavaScript block is a module that compiles against the built packages", () => {
  test.each(pages.map(({ path }) => path))("%s", (path) => {
    expect(problems.get(path) ?? []).toEqual([]);
  });
});

describe("a block", () => {
  test("that uses what a package does not have is a problem, with its line", () => {
    expect(problems.get("wrong-option")).toEqual([
      expect.stringMatching(/^wrong-option:3: .*'expires' does not exist/),
    ]);
  });
  test("can import another one of its page by its name", () => {
    expect(problems.get("good-import")).toBeUndefined();
    expect(problems.get("bad-import")).toHaveLength(1);
  });
  test("whose name comes again belongs to another app, as do those behind it", () => {
    expect(problems.get("other-app")).toEqual([expect.stringContaining("no exported member 'a'")]);
  });
  test("of a resource of Kubernetes has no names that it does not know", () => {
    expect(problems.get("typing-error.yaml")).toEqual([expect.stringContaining(`'"selectors"' does not exist`)]);
  });
  test("has the name that its first line says", () => {
    const [named, unnamed] = planted("names", "// app/[slug]/page.ts\nexport {};", "// why not\nexport {};").blocks;
    expect(named && fileName(named)).toBe("app/[slug]/page.ts");
    expect(unnamed && fileName(unnamed)).toBeUndefined();
  });
});
