import { runs } from "@tagledger/fuzz";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { migrateText } from "../src/migrate-text.ts";
import { RECIPES } from "../src/recipes.ts";
import { TRANSFORMS } from "../src/transforms.ts";
import { syntaxError } from "../src/verify.ts";

/** Whole files as people write them, put together at random: what is around a call must never be touched. */

const name = fc.constantFrom(
  "revalidateTag",
  "unstable_cache",
  "revalidatePath",
  "updateTag",
  "unstable_cacheLife",
  "cacheTag",
);
const quote = fc.constantFrom('"', "'");
const semicolon = fc.constantFrom(";", "");
const tagArgument = fc.constantFrom(
  '"posts"',
  "'it\\'s'",
  "`post-${id}`",
  "tag",
  "TAGS.posts",
  "...tags",
  '/* why */ "posts"',
  'cond ? "a" : "b"',
  '"ünï\\u{1F600}"',
  "getTag()!",
);
const profile = fc.constantFrom("", ', "max"', ", 'hours'", ", { expire: 0 }", ", profile", ",");

const imports = fc
  .record({
    names: fc.uniqueArray(name, { minLength: 1, maxLength: 4 }),
    alias: fc.boolean(),
    q: quote,
    semi: semicolon,
    form: fc.nat(4),
  })
  .map(({ names, alias, q, semi, form }) => {
    const listed = names.map((one) => (alias ? `${one} as ${one}Aliased` : one)).join(", ");
    const source = `${q}next/cache${q}`;
    switch (form) {
      case 0:
        return { text: `import * as cache from ${source}${semi}`, names: names.map((one) => `cache.${one}`) };
      case 1:
        return { text: `const { ${names.join(", ")} } = require(${source})${semi || ";"}`, names };
      case 2:
        return {
          text: `import {\n  ${listed.replaceAll(", ", ",\n  ")},\n} from ${source}${semi}`,
          names: names.map((one) => (alias ? `${one}Aliased` : one)),
        };
      case 3:
        return {
          text: `import type { NextRequest } from "next/server"${semi}\nimport { ${names.join(", ")} } from ${source}${semi}`,
          names,
        };
      default:
        return {
          text: `import { ${listed} } from ${source}${semi}`,
          names: names.map((one) => (alias ? `${one}Aliased` : one)),
        };
    }
  });

type Statement = (callee: string, index: number) => string;
const statement: fc.Arbitrary<Statement> = fc.oneof(
  fc.tuple(tagArgument, profile, semicolon).map(
    ([tag, second, semi]): Statement =>
      (callee) =>
        `  ${callee}(${tag}${second})${semi || ";"}`,
  ),
  fc.tuple(tagArgument, profile).map(
    ([tag, second]): Statement =>
      (callee) =>
        `  await ${callee}(\n    ${tag}${second}\n  );`,
  ),
  fc.constantFrom<Statement>(
    (callee, index) =>
      `  const read${index} = ${callee}(async (id: string) => db.find(id), ["k"], { tags: ["posts"], revalidate: 60 });`,
    (callee, index) => `  const read${index} = ${callee}(() => fetch("/x").then((r) => r.json()));`,
    (callee) => `  [1, 2].forEach((x) => ${callee}(String(x)));`,
    (callee) => `  if (cond) ${callee}("a"); else ${callee}('b')`,
    (callee, index) => `  const fn${index} = ${callee};\n  fn${index}("a");`,
    (callee) => `  ${callee}?.("a");`,
    (callee) => `  return void ${callee}("last"); // trailing`,
    (callee) => `  { const ${callee.split(".")[0]} = (x: unknown) => x; }`,
    (callee) => `  // @ts-expect-error two arguments\n  ${callee}("a");`,
  ),
);

/** What is none of our business, although it looks like it. Each has a mark by which it is found again. */
const bystander = (from: number) =>
  fc
    .tuple(
      fc.constantFrom(
        '/* revalidateTag("a")  \t */',
        "// unstable_cache(() => 1)   ",
        'const text@ = "revalidateTag(\\"posts\\")";',
        "const raw@ = String.raw`revalidateTag('a')  ${1 +  1}`;",
        "const rx@ = /revalidateTag\\(/gu;",
        "label@: for (;;) { break label@ }",
        "class C@ { #x=1; static { void 0 } get   y() { return this.#x } }",
        "const obj@ = { revalidateTag(a: string) { return a }, 'unstable_cache' : 1 };",
        "type T@ = { revalidateTag: typeof globalThis };",
        "const fn@ = <T,>(x: T) => x;",
        "enum E@ { A = 1,   B }",
        "const big@ = 1_000n  ??  0x1F;",
      ),
      fc.integer({ min: from, max: from + 400 }),
    )
    .map(([text, number]) => `${text.replaceAll("@", String(number))} /*#${number}*/`);
const jsx =
  "export function View() {\n  return <p  title='revalidateTag(\"a\")'>{/* unstable_cache */} it&apos;s  a\n    text</p>\n}";

interface Program {
  readonly path: string;
  readonly text: string;
  readonly bystanders: readonly string[];
}

const program: fc.Arbitrary<Program> = fc
  .record({
    directive: fc.constantFrom("", '"use server";\n', "'use client'\n", "#!/usr/bin/env node\n"),
    import: imports,
    before: fc.uniqueArray(bystander(0), { maxLength: 3, selector: (text) => text.match(/#\d+/)?.[0] }),
    functions: fc.array(fc.array(fc.tuple(fc.nat(3), statement), { maxLength: 4 }), { minLength: 1, maxLength: 3 }),
    after: fc.uniqueArray(bystander(500), { maxLength: 3, selector: (text) => text.match(/#\d+/)?.[0] }),
    withJsx: fc.boolean(),
    crlf: fc.boolean(),
    bom: fc.boolean(),
    ending: fc.constantFrom("\n", "", "\n\n"),
    path: fc.constantFrom("app/api/x/route", "app/actions", "lib/data", "app/page", "pages/api/hook", "lib/data.test"),
  })
  .map((parts) => {
    const bodies = parts.functions.map((statements, index) => {
      const lines = statements.map(([which, make], at) =>
        make(parts.import.names[which % parts.import.names.length] ?? "", index * 10 + at),
      );
      return `export async function f${index}(id: string, tag: string, cond: boolean) {\n${lines.join("\n")}\n}`;
    });
    const jsxPart = parts.withJsx ? [jsx] : [];
    const whole = [parts.import.text, ...parts.before, ...bodies, ...jsxPart, ...parts.after].join("\n");
    const lines = (text: string): string => (parts.crlf ? text.replaceAll("\n", "\r\n") : text);
    const withBom = parts.bom && !parts.directive.startsWith("#!");
    return {
      path: `${parts.path}.${parts.withJsx ? "tsx" : "ts"}`,
      text: (withBom ? "\uFEFF" : "") + lines(parts.directive + whole + parts.ending),
      bystanders: [...parts.before, ...parts.after, ...jsxPart].map(lines),
    };
  })
  .filter(({ path, text }) => syntaxError(path, text) === undefined);

const NEXT_APP = {
  "package.json": '{ "name": "app", "dependencies": { "next": "16.4.6" } }',
  "next.config.ts": "export default { cacheComponents: true };",
};
const names = [...TRANSFORMS.map((transform) => transform.name), ...RECIPES.map((recipe) => recipe.name)];

const options = fc.record({
  mode: fc.constantFrom("preserve", "recommended"),
  mark: fc.constantFrom("none", "none", "todo"),
  directive: fc.constantFrom("use cache", "use cache: remote"),
  updateTag: fc.boolean(),
});

describe.each(names)("%s", (transform) => {
  test("keeps programs that parse as they were but for its edits, and has nothing left to do afterwards", () => {
    const property = fc.property(program, options, ({ path, text, bystanders }, chosen) => {
      const migrate = (before: string) =>
        migrateText({ path, text: before, transform, options: chosen, around: NEXT_APP });
      const result = migrate(text);
      if (result === undefined) throw new Error(`there is no ${transform}`);
      expect(result.failure).toBeUndefined();
      const { after } = result;
      expect(syntaxError(path, after)).toBeUndefined();
      expect(migrate(after)?.after).toBe(after);
      expect(after.startsWith("\uFEFF")).toBe(text.startsWith("\uFEFF"));
      // Line ends are all of one kind, and stay of that kind.
      if (text.includes("\r\n")) expect(after.replaceAll("\r\n", "")).not.toMatch(/[\r\n]/);
      else expect(after).not.toContain("\r");
      let at = 0;
      for (const untouched of inOrder(text, bystanders)) {
        const found = after.indexOf(untouched, at);
        expect(found, untouched).toBeGreaterThanOrEqual(at);
        at = found + untouched.length;
      }
    });
    fc.assert(property, runs(60));
  });
});

test("many of the programs have something to migrate", () => {
  const samples = fc.sample(program, { numRuns: 100, seed: 1 });
  const changed = samples.filter(({ path, text }) => {
    const result = migrateText({ path, text, transform: "next-16-cache", around: NEXT_APP });
    return result !== undefined && result.after !== text;
  });
  expect(changed.length).toBeGreaterThan(20);
});

function inOrder(text: string, parts: readonly string[]): string[] {
  return parts.toSorted((a, b) => text.indexOf(a) - text.indexOf(b));
}
