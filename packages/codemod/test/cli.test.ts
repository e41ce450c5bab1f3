import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, lstatSync, statSync, symlinkSync } from "node:fs";
import { PassThrough, Readable } from "node:stream";
import { describe, expect, test } from "vitest";
import { choose } from "../src/cli/choose.ts";
import { createProgress } from "../src/cli/progress.ts";
import { createWorkspace, MANIFEST, NEW, OLD } from "./workspace.ts";

describe("what is written", () => {
  test("changes are in the files, and reported by reason with their line", async () => {
    const app = createWorkspace({ "package.json": MANIFEST, "lib/a.ts": OLD, "lib/b.ts": "export {}\n" });
    const { code, stdout } = await app.run("revalidate-tag", "lib");
    expect(code).toBe(0);
    expect(app.read("lib/a.ts")).toBe(NEW);
    expect(stdout).toContain("revalidate-tag/expire-0 (1)");
    expect(stdout).toContain("lib/a.ts:2");
    expect(stdout).toContain("2 files looked at, 1 changed (1 edit), 0 left to decide.");
  });

  test("a second run has nothing to do", async () => {
    const app = createWorkspace({ "package.json": MANIFEST, "a.ts": OLD });
    await app.run("revalidate-tag");
    app.commit();
    expect((await app.run("next-16-cache")).stdout).toContain("0 changed");
    expect(app.read("a.ts")).toBe(NEW);
  });

  test("a file keeps its permissions", async () => {
    const app = createWorkspace({ "package.json": MANIFEST, "a.mjs": `#!/usr/bin/env node\n${OLD}` });
    chmodSync(app.path("a.mjs"), 0o755);
    await app.run("revalidate-tag", "--force");
    expect(statSync(app.path("a.mjs")).mode & 0o777).toBe(0o755);
    expect(app.read("a.mjs")).toContain("expire: 0");
  });

  test("a file keeps its permissions whatever the umask is", async () => {
    const app = createWorkspace({ "package.json": MANIFEST, "a.ts": OLD });
    chmodSync(app.path("a.ts"), 0o666);
    const umask = process.umask(0o077);
    try {
      await app.run("revalidate-tag", "--force");
    } finally {
      process.umask(umask);
    }
    expect(app.read("a.ts")).toBe(NEW);
    expect(statSync(app.path("a.ts")).mode & 0o7777).toBe(0o666);
  });

  test("nothing when the report could not be", async () => {
    const app = createWorkspace({ "package.json": MANIFEST, "a.ts": OLD });
    expect((await app.run("revalidate-tag", "--report", "missing/report.json")).code).toBe(1);
    expect(app.read("a.ts")).toBe(OLD);
  });

  test.each(["--dry", "--check", "--dry --print", "--dry --diff"])("nothing with %s", async (flags) => {
    const app = createWorkspace({ "package.json": MANIFEST, "a.ts": OLD });
    const { stdout } = await app.run("revalidate-tag", ...flags.split(" "));
    expect(app.read("a.ts")).toBe(OLD);
    expect(stdout).toContain("Nothing was written.");
  });

  test("--diff is a patch, --print the file", async () => {
    const app = createWorkspace({ "package.json": MANIFEST, "a.ts": OLD });
    const diff = await app.run("revalidate-tag", "--dry", "--diff");
    expect(diff.stdout).toContain("--- a/a.ts\n+++ b/a.ts\n@@ -1,2 +1,2 @@");
    expect(diff.stdout).toContain("\n-export const bust = () => revalidateTag('a')\n+export");
    expect((await app.run("revalidate-tag", "--dry", "--print")).stdout).toContain(NEW);
  });

  test("the places in a dry report are those of the file as it is", async () => {
    const old =
      "// TODO(tagledger): old [unstable-cache/x]\nimport { revalidateTag } from 'next/cache'\nexport const f = [revalidateTag]\n";
    const app = createWorkspace({ "package.json": MANIFEST, "a.ts": old });
    expect((await app.run("revalidate-tag", "--dry")).stdout).toContain("a.ts:3");
    const { stdout } = await app.run("revalidate-tag");
    expect(stdout).toContain("a.ts:4");
    expect(app.read("a.ts").split("\n")[3]).toContain("export const f");
  });

  test("a place that is left gets one mark, which goes when it is solved", async () => {
    const old = "import { revalidateTag } from 'next/cache'\n\n// keep\nexport const api = {\n  revalidateTag,\n}\n";
    const app = createWorkspace({ "package.json": MANIFEST, "a.ts": old });
    await app.run("revalidate-tag");
    const marked = app.read("a.ts");
    expect(marked.split("\n")[2]).toMatch(/^\/\/ TODO\(tagledger\): .* \[revalidate-tag\/passed-on\]$/);
    await app.run("revalidate-tag", "--force");
    expect(app.read("a.ts")).toBe(marked);
    app.write("a.ts", marked.replace("  revalidateTag,", "  bust: (tag: string) => revalidateTag(tag, 'max'),"));
    await app.run("revalidate-tag", "--force");
    expect(app.read("a.ts")).not.toContain("TODO");
    app.write("a.ts", old);
    await app.run("revalidate-tag", "--force", "--no-mark");
    expect(app.read("a.ts")).toBe(old);
  });
});

describe("marks", () => {
  test("a text that looks like one stays", async () => {
    const text = `${NEW}export const text = \`\n// TODO(tagledger): x [revalidate-tag/passed-on]\n\`\n`;
    const marked = `// TODO(tagledger): x [revalidate-tag/passed-on]\n${text}`;
    const app = createWorkspace({ "package.json": MANIFEST, "a.ts": marked });
    await app.run("revalidate-tag");
    expect(app.read("a.ts")).toBe(text);
  });

  test.each(["/* prettier-ignore */", "/* eslint-disable-next-line\n   no-x -- why */", "/** @ts-expect-error why */"])(
    "they are above %j",
    async (comment) => {
      const place = `${comment}\nexport const api = { revalidateTag }\n`;
      const start = "import { revalidateTag } from 'next/cache'\n\n";
      const app = createWorkspace({ "package.json": MANIFEST, "a.ts": start + place });
      await app.run("revalidate-tag");
      const marked = app.read("a.ts");
      expect(marked.startsWith(`${start}// TODO(tagledger)`)).toBe(true);
      expect(marked.endsWith(`\n${place}`)).toBe(true);
      await app.run("revalidate-tag", "--force");
      expect(app.read("a.ts")).toBe(marked);
    },
  );
});

describe("git", () => {
  test("that does not answer is no permission to write", async () => {
    const app = createWorkspace({ "package.json": MANIFEST, "a.ts": OLD });
    app.write(".git/config", "[core\n");
    const { code, stderr } = await app.run("revalidate-tag");
    expect(code).toBe(1);
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
    expect(stderr).toContain("git cannot say what is committed here (bad config");
    expect(app.read("a.ts")).toBe(OLD);
    expect((await app.run("revalidate-tag", "--dry")).code).toBe(0);
    expect((await app.run("revalidate-tag", "--force")).code).toBe(0);
    expect(app.read("a.ts")).toBe(NEW);
  });

  test("what it cannot bring back is said", async () => {
    const plain = createWorkspace({ "package.json": MANIFEST, "a.ts": OLD }, false);
    expect((await plain.run("revalidate-tag", "--dry")).stderr).toBe("");
    expect((await plain.run("revalidate-tag")).stderr).toContain("git cannot bring back what is replaced");
    const app = createWorkspace({
      ".gitignore": "ignored\n",
      "package.json": MANIFEST,
      "ignored/a.ts": OLD,
      "b.ts": OLD,
    });
    expect((await app.run("revalidate-tag", "b.ts")).stderr).toBe("");
    expect((await app.run("revalidate-tag", "ignored", "--force")).stderr).toContain("git ignores this");
  });
});

test("many places in one file take no more time than as many in several", async () => {
  const count = 1500;
  const calls = Array.from({ length: count }, (_, n) => `export const bust${n} = () => revalidateTag('tag-${n}')\n`);
  const app = createWorkspace({
    "package.json": MANIFEST,
    "a.ts": `import { revalidateTag } from 'next/cache'\n${calls.join("")}`,
  });
  const { stdout } = await app.run("revalidate-tag");
  expect(stdout).toContain(`${count} edits`);
}, 10_000);

describe("what is chosen", () => {
  test("without a name and a terminal only what preserves behaviour runs", async () => {
    const cached =
      "import { revalidateTag, unstable_cache } from 'next/cache'\nrevalidateTag('a')\nexport const f = unstable_cache(async () => 1, ['a'])\n";
    const app = createWorkspace({ "package.json": MANIFEST, "a.ts": cached });
    const { code, stderr } = await app.run();
    expect(code).toBe(0);
    expect(stderr).toContain("revalidate-tag, stable-names, next-config");
    expect(app.read("a.ts")).toBe(cached.replace("revalidateTag('a')", "revalidateTag('a', { expire: 0 })"));
  });

  test("only the path is changed, and all of the project is understood", async () => {
    const action = `'use server'\n${OLD.replace("export const bust = () =>", "export const bust = async () =>")}`;
    const app = createWorkspace({
      "package.json": MANIFEST,
      "src/actions.ts": action,
      "src/other.ts": OLD,
      "app/api/route.ts": "import { bust } from '../../src/actions'\nexport const POST = bust\n",
      "app/page.tsx": "import { bust } from '../src/actions'\nexport default () => <form action={bust} />\n",
    });
    await app.run("revalidate-tag", "src/actions.ts");
    expect(app.read("src/actions.ts")).toContain("revalidateTag('a', { expire: 0 })");
    expect(app.read("src/other.ts")).toBe(OLD);
  });

  test("globs are relative to the path", async () => {
    const app = createWorkspace({
      "package.json": MANIFEST,
      "src/a.ts": OLD,
      "src/x/b.ts": OLD,
      "src/x/c.test.ts": OLD,
    });
    await app.run("revalidate-tag", "src", "--include", "x/**", "--exclude", "**/*.test.ts");
    expect([app.read("src/a.ts"), app.read("src/x/b.ts"), app.read("src/x/c.test.ts")]).toEqual([OLD, NEW, OLD]);
  });

  test("dependencies, builds, declarations and what git ignores are left alone", async () => {
    const app = createWorkspace({
      ".gitignore": "ignored\n",
      "package.json": MANIFEST,
      "a.ts": OLD,
      "a.d.ts": OLD,
      "ignored/b.ts": OLD,
      "node_modules/x/index.js": OLD,
      ".next/server/c.js": OLD,
    });
    expect((await app.run("revalidate-tag")).stdout).toContain("1 file looked at, 1 changed");
    expect((await app.run("revalidate-tag", "ignored", "--force")).stdout).toContain("1 file looked at, 1 changed");
    expect((await app.run("revalidate-tag", "ignored/b.ts", "a.ts", "--force")).stdout).toContain(
      "2 files looked at, 0 changed",
    );
    const plain = createWorkspace(
      { "package.json": MANIFEST, "a.ts": OLD, "dist/b.js": OLD, "node_modules/x/i.js": OLD },
      false,
    );
    expect((await plain.run("revalidate-tag")).stdout).toContain("1 file looked at, 1 changed");
  });

  test("without git the project is the package, or the workspace it is in", async () => {
    const files = {
      "package.json": "{}",
      "outside/route.ts": "",
      "app/package.json": MANIFEST,
      "app/lib/actions.ts": `'use server'\n${OLD}`,
      "app/app/page.tsx": "import '../lib/actions'\n",
      "other/package.json": MANIFEST,
      "other/app/x/route.ts": "import '../../../app/lib/actions'\n",
    };
    const alone = createWorkspace(files, false);
    await alone.run("revalidate-tag", "app/lib");
    expect(alone.read("app/lib/actions.ts")).toContain("updateTag('a')");
    const workspace = createWorkspace({ ...files, "package.json": `{ "workspaces": ["app", "other"] }` }, false);
    await workspace.run("revalidate-tag", "app/lib");
    expect(workspace.read("app/lib/actions.ts")).toContain("revalidateTag('a', { expire: 0 })");
  });

  test("without git a route may be called build, and only what is beside a package.json is built", async () => {
    const app = createWorkspace(
      {
        "package.json": MANIFEST,
        "lib/actions.ts": `'use server'\n${OLD}`,
        "app/page.tsx": "import '../lib/actions'\n",
        "app/api/build/route.ts": "import '../../../lib/actions'\n",
        "build/server.js": OLD,
      },
      false,
    );
    await app.run("revalidate-tag");
    expect(app.read("lib/actions.ts")).toContain("revalidateTag('a', { expire: 0 })");
    expect(app.read("build/server.js")).toBe(OLD);
  });

  test.each([true, false])("links are understood and not written (git: %s)", async (git) => {
    const app = createWorkspace(
      {
        "package.json": MANIFEST,
        "lib/actions.ts": `'use server'\n${OLD}`,
        "lib/other.ts": `'use server'\n${OLD}`,
        "app/page.tsx": "import '../lib/actions'\nimport '../lib/other'\n",
        "shared/x/route.ts": "import '../../linked/actions'\n",
      },
      false,
    );
    symlinkSync("lib", app.path("linked"));
    symlinkSync("../shared", app.path("app/api"));
    symlinkSync("nowhere", app.path("broken.ts"));
    if (git) {
      execFileSync("git", ["init", "--quiet"], { cwd: app.root });
      app.commit();
    }
    expect((await app.run("revalidate-tag")).code).toBe(0);
    expect(app.read("lib/actions.ts")).toContain("revalidateTag('a', { expire: 0 })");
    expect(app.read("lib/other.ts")).toContain("updateTag('a')");
    expect(lstatSync(app.path("linked")).isSymbolicLink()).toBe(true);
  });

  test("each app of a monorepo has its own Next.js and its own configuration", async () => {
    const call = OLD.replace("revalidateTag('a')", "revalidateTag('a', 'mine')");
    const app = createWorkspace({
      "pnpm-workspace.yaml": "packages: [apps/*]\ncatalog:\n  next: ^16.1.0\n",
      "package.json": "{}",
      "apps/old/package.json": `{ "dependencies": { "next": "^15.2.0" } }`,
      "apps/old/next.config.js": "module.exports = {}\n",
      "apps/old/a.ts": OLD,
      "apps/new/package.json": `{ "dependencies": { "next": "catalog:" } }`,
      "apps/new/next.config.js": "module.exports = { cacheLife: { mine: { expire: 1 } } }\n",
      "apps/new/a.ts": OLD,
      "apps/new/b.ts": call,
      "apps/third/package.json": `{ "dependencies": { "next": "16.4.6" } }`,
      "apps/third/next.config.js": "module.exports = {}\n",
      "apps/third/b.ts": call,
    });
    const { stdout } = await app.run("revalidate-tag", "--no-mark");
    expect([app.read("apps/old/a.ts"), app.read("apps/new/a.ts")]).toEqual([OLD, NEW]);
    expect(stdout).toContain("revalidate-tag/next-too-old (1)");
    expect(stdout).toContain("revalidate-tag/unknown-profile (1)");
    expect(stdout).toContain("apps/third/b.ts:2");
  });

  test("what one transform writes, the next one knows", async () => {
    const app = createWorkspace({
      "package.json": MANIFEST,
      "next.config.js": "module.exports = { experimental: { dynamicIO: true } }\n",
      "a.ts":
        "import { unstable_cacheLife as cacheLife } from 'next/cache'\nexport async function f() {\n  'use cache'\n  cacheLife('max')\n}\n",
    });
    await app.run("next-16-cache");
    expect(app.read("next.config.js")).toBe("module.exports = { cacheComponents: true }\n");
    expect(app.read("a.ts")).toContain("import { cacheLife } from");
  });
});

test("--enable-cache-components turns it on and lists what will be an error", async () => {
  const app = createWorkspace({
    "package.json": MANIFEST,
    "next.config.mjs": "export default {\n  reactStrictMode: true,\n};\n",
    "app/page.tsx": "export const revalidate = 60;\nexport default () => null;\n",
    "lib/page.tsx": "export const revalidate = 60;\n",
  });
  const { stdout } = await app.run("next-config", "--enable-cache-components");
  expect(app.read("next.config.mjs")).toBe(
    "export default {\n  cacheComponents: true,\n  reactStrictMode: true,\n};\n",
  );
  expect(stdout).toContain("next-config/segment-config (1)");
  expect(stdout).toContain("app/page.tsx:1");
});

test.each([
  ["", "next-16-cache"],
  ["2", "preserving"],
  ["revalidate-tag", "revalidate-tag"],
  ["99", undefined],
])("a person who answers %j gets %s", async (answer, name) => {
  const output = new PassThrough();
  const chosen = choose(Readable.from([`${answer}\n`]), output);
  expect(await chosen).toBe(name);
  expect(String(output.read())).toContain("revalidateTag with one argument");
});

test("a long run on a terminal has a line that follows it, and goes", () => {
  const lines: string[] = [];
  const stream = { isTTY: true, write: (text: string) => lines.push(text) } as unknown as NodeJS.WriteStream;
  let time = 0;
  const progress = createProgress(stream, () => time);
  for (const done of [1, 2, 3, 4]) {
    time += 300;
    progress.onFile(done, 4);
  }
  progress.clear();
  expect(lines).toEqual(["\r2 of 4 files", "\r3 of 4 files", "\r4 of 4 files", "\r\u001B[K"]);
});

describe("exit codes", () => {
  test("--check is 2 while something is to be changed or decided, and 0 then", async () => {
    const app = createWorkspace({ "package.json": MANIFEST, "a.ts": OLD, "b.ts": OLD.replace("'a'", "...['a']") });
    expect((await app.run("revalidate-tag", "--check")).code).toBe(2);
    expect((await app.run("revalidate-tag", "--no-mark")).code).toBe(0);
    expect((await app.run("revalidate-tag", "--check")).code).toBe(2);
    app.write("b.ts", NEW);
    expect((await app.run("revalidate-tag", "--check")).code).toBe(0);
  });

  test.each([
    [["--mode", "fast"], `--mode is "preserve" or "recommended", not "fast".`],
    [["--directive", "use client"], `--directive is "use cache" or "use cache: remote", not "use client".`],
    [["--next", "latest"], '--next is a version such as 16, not "latest".'],
    [["--wat"], "Unknown option '--wat'. See --help."],
    [["./nowhere"], "nowhere: there is no such file or directory"],
    [["revalidate-tags"], "revalidate-tags: there is no such path, and no such transform. See --help."],
    [["revalidate-tag", "empty"], "empty: no source files here"],
    [["--include", "*.vue"], "no source files here"],
    [["--report", "missing/report.json"], "the report cannot be written"],
  ])("1 for %j, and one line", async (args, line) => {
    const app = createWorkspace({ "package.json": MANIFEST, "a.ts": NEW, "empty/README.md": "" });
    const { code, stderr } = await app.run(...args);
    expect(code).toBe(1);
    const lines = stderr
      .trimEnd()
      .split("\n")
      .filter((text) => !text.startsWith("No transform was named"));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain(line);
    expect(existsSync(app.path("missing"))).toBe(false);
  });

  test("1 for uncommitted changes at the target, wherever it is called from", async () => {
    const app = createWorkspace({ "package.json": MANIFEST, "a/a.ts": OLD, "b/b.ts": OLD });
    app.write("a/a.ts", `${OLD}// mine\n`);
    const elsewhere = createWorkspace({});
    const { code, stderr } = await elsewhere.run("revalidate-tag", app.path("a"));
    expect(code).toBe(1);
    expect(stderr).toContain("a/a.ts here is not committed");
    expect(app.read("a/a.ts")).toBe(`${OLD}// mine\n`);
    // The other directory is clean, and the current one does not matter.
    expect((await elsewhere.run("revalidate-tag", app.path("b"))).code).toBe(0);
    expect((await elsewhere.run("revalidate-tag", app.path("a"), "--dry")).code).toBe(0);
    expect((await elsewhere.run("revalidate-tag", app.path("a"), "--force")).code).toBe(0);
    expect(app.read("a/a.ts")).toContain("expire: 0");
  });
});

test("what is not committed and no source file is in nobody's way", async () => {
  const app = createWorkspace({ "package.json": MANIFEST, "a.ts": OLD, "README.md": "" });
  app.write("README.md", "# mine");
  app.write("notes.txt", "");
  expect((await app.run("revalidate-tag", "--report", "report.json")).code).toBe(0);
  app.commit();
  app.write("new/b.ts", OLD);
  app.write("new/c.ts", OLD);
  expect((await app.run("revalidate-tag")).stderr).toContain("2 files here are not committed");
});

test("--help lists what there is, --version says which this is", async () => {
  const app = createWorkspace({});
  const { code, stdout } = await app.run("--help");
  expect(code).toBe(0);
  for (const name of ["next-16-cache", "revalidate-tag", "stable-names", "next-config", "--check"])
    expect(stdout).toContain(name);
  expect((await app.run("--version")).stdout).toMatch(/^\d+\.\d+\.\d+/);
});
