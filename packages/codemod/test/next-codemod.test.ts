import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { syntaxError } from "../src/verify.ts";
import { createWorkspace, MANIFEST } from "./workspace.ts";

const THEIRS = createRequire(import.meta.url).resolve("@next/codemod/bin/next-codemod.js");

/** `@next/codemod` for real. */
function theirs(cwd: string, ...args: string[]): number | null {
  const env = { ...process.env, CI: "1", NO_COLOR: "1" };
  return spawnSync(process.execPath, [THEIRS, "remove-unstable-prefix", ...args], { cwd, env, encoding: "utf8" })
    .status;
}

/** What `remove-unstable-prefix` of `@next/codemod` 16.4.3 makes of a file is wrong, and what ours makes of it is right. */
const CASES = [
  {
    name: "a cast in angle brackets",
    file: "cast.ts",
    input: "import { unstable_cacheTag } from 'next/cache'\nunstable_cacheTag(<string>tag)\n",
    output: "import { cacheTag } from 'next/cache'\ncacheTag(<string>tag)\n",
  },
  {
    name: "a variable that has the stable name",
    file: "taken.ts",
    input:
      "import { unstable_cacheLife } from 'next/cache'\nconst cacheLife = 5\nunstable_cacheLife({ revalidate: cacheLife })\n",
    output:
      "import { cacheLife as nextCacheLife } from 'next/cache'\nconst cacheLife = 5\nnextCacheLife({ revalidate: cacheLife })\n",
  },
  {
    name: "a member of something else",
    file: "member.ts",
    input:
      "import { unstable_cacheLife } from 'next/cache'\nconst o = { unstable_cacheLife: () => 1 }\nunstable_cacheLife('max')\no.unstable_cacheLife()\n",
    output:
      "import { cacheLife } from 'next/cache'\nconst o = { unstable_cacheLife: () => 1 }\ncacheLife('max')\no.unstable_cacheLife()\n",
  },
  {
    name: "a comment behind a name",
    file: "comment.ts",
    input: "import {\n  revalidateTag,\n  unstable_cacheTag as cacheTag, // tags\n} from 'next/cache'\ncacheTag('a')\n",
    output: "import {\n  revalidateTag,\n  cacheTag, // tags\n} from 'next/cache'\ncacheTag('a')\n",
  },
  {
    name: "both names in one import",
    file: "both.ts",
    input: "import { unstable_cacheTag, cacheTag } from 'next/cache'\ncacheTag('a')\nunstable_cacheTag('b')\n",
    output: "import { cacheTag } from 'next/cache'\ncacheTag('a')\ncacheTag('b')\n",
  },
  {
    name: "an export, and a property that other files know",
    file: "exported.ts",
    input:
      "import { unstable_cacheTag } from 'next/cache'\nexport const api = { unstable_cacheTag }\nexport { unstable_cacheTag }\n",
    output:
      "import { cacheTag } from 'next/cache'\nexport const api = { unstable_cacheTag: cacheTag }\nexport { cacheTag as unstable_cacheTag }\n",
  },
  {
    name: "next/cache.js",
    file: "extension.ts",
    input:
      "import { unstable_cacheTag } from 'next/cache.js'\nimport { unstable_cacheLife } from 'next/cache'\nunstable_cacheTag('a')\nunstable_cacheLife('max')\n",
    output:
      "import { cacheTag } from 'next/cache.js'\nimport { cacheLife } from 'next/cache'\ncacheTag('a')\ncacheLife('max')\n",
  },
  ...["mts", "cts", "cjs"].map((extension) => ({
    name: `a .${extension} file`,
    file: `module.${extension}`,
    input: "const { unstable_cacheTag } = require('next/cache')\nunstable_cacheTag('a')\n",
    output: "const { cacheTag } = require('next/cache')\ncacheTag('a')\n",
  })),
  {
    name: "a mock",
    file: "mock.test.ts",
    input:
      "import { unstable_cacheTag } from 'next/cache'\nvi.mock('next/cache', () => ({ unstable_cacheTag: vi.fn() }))\nunstable_cacheTag('a')\n",
    output:
      "import { cacheTag } from 'next/cache'\nvi.mock('next/cache', () => ({ cacheTag: vi.fn() }))\ncacheTag('a')\n",
  },
] as const;

const files = { "package.json": MANIFEST, ...Object.fromEntries(CASES.map(({ file, input }) => [file, input])) };

describe("differently from @next/codemod", () => {
  let wrong: Readonly<Record<string, string>>;

  beforeAll(() => {
    const root = mkdtempSync(join(tmpdir(), "codemod-theirs-"));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(root, name), text);
    theirs(root, root, "--force");
    wrong = Object.fromEntries(CASES.map(({ file }) => [file, readFileSync(join(root, file), "utf8")]));
    rmSync(root, { recursive: true });
  });

  test.each(CASES)("$name", async ({ file, output }) => {
    const app = createWorkspace(files);
    expect((await app.run("stable-names")).code).toBe(0);
    expect(app.read(file)).toBe(output);
    expect(syntaxError(file, output)).toBeUndefined();
    // When this fails, theirs has been corrected, and the case can go.
    expect(wrong[file]).not.toBe(output);
  });

  test("a file that does not parse, and a path that is not there, are errors", async () => {
    const app = createWorkspace({
      "package.json": MANIFEST,
      "a.ts": "import { unstable_cacheTag } from 'next/cache'\nconst = 1\n",
    });
    expect(theirs(app.root, app.root, "--force")).toBe(0);
    expect((await app.run("stable-names")).code).toBe(1);
    expect(theirs(app.root, app.path("nowhere"), "--force")).toBe(0);
    expect((await app.run("stable-names", "nowhere")).code).toBe(1);
  });

  test("it is the target that must not have uncommitted changes", async () => {
    const old = "import { unstable_cacheTag } from 'next/cache'\nunstable_cacheTag('a')\n";
    const clean = createWorkspace({ "package.json": MANIFEST });
    const mine = createWorkspace({ "package.json": MANIFEST, "a.js": old });
    mine.write("b.js", "// not committed\n");
    expect((await clean.run("stable-names", mine.root)).code).toBe(1);
    expect(mine.read("a.js")).toBe(old);
    theirs(clean.root, mine.root);
    expect(mine.read("a.js")).not.toBe(old);
  });
});
