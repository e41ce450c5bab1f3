import { describe, expect, test } from "vitest";
import { createWorkspace, MANIFEST } from "./workspace.ts";

const CONFIG = { "package.json": MANIFEST, "next.config.mjs": "export default { cacheComponents: true }\n" };
const CACHED = "{\n  'use cache'\n  cacheLife({ revalidate: 60 })\n  return load()\n}";

/**
 * The kinds of places at which `@next/codemod` goes wrong (see next-codemod.test.ts), for the transforms that it does not
 * have.
 */
const CASES = [
  {
    name: "a cast in angle brackets",
    file: "cast.ts",
    input: `import { unstable_cache } from 'next/cache'\nexport const get = unstable_cache(async () => <string>load(), [], { revalidate: 60 })\n`,
    output: `import { cacheLife } from 'next/cache'\nexport const get = async () => ${CACHED.replace("load()", "<string>load()")}\n`,
  },
  {
    name: "a variable that has the new name, in another scope as well",
    file: "taken.ts",
    input: `import { unstable_cache } from 'next/cache'\nfunction other(cacheLife: string) { return cacheLife }\nexport const get = unstable_cache(async () => load(), [], { revalidate: 60 })\n`,
    output: `import { cacheLife as nextCacheLife } from 'next/cache'\nfunction other(cacheLife: string) { return cacheLife }\nexport const get = async () => ${CACHED.replace("cacheLife", "nextCacheLife")}\n`,
  },
  {
    name: "a member and a parameter of the same name",
    file: "member.ts",
    input: `import { unstable_cache } from 'next/cache'\nexport const get = unstable_cache(async () => load(), [], { revalidate: 60 })\nexport const via = (o: Tools, unstable_cache: Tool) => o.unstable_cache(unstable_cache(load))\n`,
    output: `import { cacheLife } from 'next/cache'\nexport const get = async () => ${CACHED}\nexport const via = (o: Tools, unstable_cache: Tool) => o.unstable_cache(unstable_cache(load))\n`,
  },
  {
    name: "comments among the names of an import, without semicolons",
    file: "comments.ts",
    input: `import {\n  unstable_cache, // the old one\n  revalidatePath, // the path\n} from 'next/cache'\nexport const get = unstable_cache(async () => load(), [], { revalidate: 60 })\nrevalidatePath('/')\n`,
    output: `import {\n  cacheLife, // the old one\n  revalidatePath, // the path\n} from 'next/cache'\nexport const get = async () => ${CACHED}\nrevalidatePath('/')\n`,
  },
  {
    name: "two imports, one of them next/cache.js",
    file: "extension.mjs",
    input: `import { unstable_cache } from 'next/cache.js'\nimport { cacheTag } from 'next/cache'\nexport const get = unstable_cache(async () => load(), [], { tags: ['a'], revalidate: 60 })\n`,
    output: `import { cacheLife } from 'next/cache.js'\nimport { cacheTag } from 'next/cache'\nexport const get = async () => ${CACHED.replace("  cacheLife", "  cacheTag('a')\n  cacheLife")}\n`,
  },
  ...["mts", "cts", "cjs"].map((extension) => ({
    name: `a .${extension} file`,
    file: `module.${extension}`,
    input: `const { unstable_cache } = require('next/cache')\nconst get = unstable_cache(async () => load(), [], { revalidate: 60 })\n`,
    output: `const { cacheLife } = require('next/cache')\nconst get = async () => ${CACHED}\n`,
  })),
];

describe("unstable-cache", () => {
  test.each(CASES)("$name", async ({ file, input, output }) => {
    const app = createWorkspace({ ...CONFIG, [file]: input });
    expect((await app.run("unstable-cache")).code).toBe(0);
    expect(app.read(file)).toBe(output);
  });
});

test("a mock of next/cache follows, in any kind of file", async () => {
  const mock = "vi.mock('next/cache', () => ({ unstable_cache: vi.fn() }))\n";
  const app = createWorkspace({ ...CONFIG, "a.test.mts": mock, "b.test.cjs": mock });
  expect((await app.run("test-mocks")).code).toBe(0);
  const expected =
    "vi.mock('next/cache', () => ({ unstable_cache: vi.fn(), cacheLife: vi.fn(), cacheTag: vi.fn() }))\n";
  expect([app.read("a.test.mts"), app.read("b.test.cjs")]).toEqual([expected, expected]);
});

test("adopt writes the configuration and the manifest, and a second run writes nothing", async () => {
  const app = createWorkspace(CONFIG);
  expect((await app.run("adopt", "--store", "redis")).code).toBe(0);
  expect(app.read("next.config.mjs")).toContain("withTagledger({ cacheComponents: true })");
  expect(JSON.parse(app.read("package.json"))).toMatchObject({ dependencies: { "@tagledger/redis": "latest" } });
  const written = [app.read("next.config.mjs"), app.read("package.json")];
  expect((await app.run("adopt", "--store", "redis", "--force")).code).toBe(0);
  expect([app.read("next.config.mjs"), app.read("package.json")]).toEqual(written);
});
