import { spawnSync } from "node:child_process";
import { chmodSync, lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { createWorkspace, MANIFEST, NEW, OLD, type Workspace } from "./workspace.ts";

const BIN = fileURLToPath(new URL("../dist/bin.js", import.meta.url));

/** One line says what is wrong with the file, which stays as it is; the others are changed. */
async function expectLine(app: Workspace, file: string, line: RegExp): Promise<void> {
  const before = readFileSync(app.path(file));
  const { code, stdout } = await app.run("revalidate-tag", "--force");
  expect(code).toBe(1);
  expect(stdout.split("\n").filter((text) => text.includes(file))).toEqual([expect.stringMatching(line)]);
  expect(readFileSync(app.path(file)).equals(before)).toBe(true);
  expect(app.read("good.ts")).toBe(NEW);
  expect(readdirSync(app.root).filter((name) => name.endsWith(".tmp"))).toEqual([]);
}

function withGood(files: Record<string, string | Uint8Array>): Workspace {
  return createWorkspace({ "package.json": MANIFEST, "good.ts": OLD, ...files });
}

test("a syntax error", async () => {
  const app = withGood({ "bad.ts": `${OLD}const = 1\n` });
  await expectLine(app, "bad.ts", /^  bad\.ts the file does not parse: Unexpected token \(3:6\)$/);
});

test("a file that only one of two parsers accepts", async () => {
  const app = withGood({ "bad.ts": `${OLD}export const pipe = 1 |> f\n` });
  await expectLine(app, "bad.ts", /^  bad\.ts /);
});

test("a binary file with the name of a source file", async () => {
  const app = withGood({ "bad.ts": Buffer.from(`revalidateTag\0\u0001`) });
  await expectLine(app, "bad.ts", /^  bad\.ts is binary$/);
});

test("10 MB", async () => {
  const app = withGood({ "bad.js": `${OLD}//${"x".repeat(10 * 1024 * 1024)}\n` });
  await expectLine(app, "bad.js", /^  bad\.js is 10\.0 MB; files over 2 MB are left alone, they are generated$/);
});

test("UTF-16", async () => {
  const app = withGood({ "bad.ts": Buffer.from(`\uFEFF${OLD}`, "utf16le") });
  await expectLine(app, "bad.ts", /^  bad\.ts is UTF-16; save it as UTF-8 first$/);
});

test("Latin-1", async () => {
  const app = withGood({ "bad.ts": Buffer.from(`${OLD}// caf\u00E9\n`, "latin1") });
  await expectLine(app, "bad.ts", /^  bad\.ts is not UTF-8; save it as UTF-8 first$/);
});

test("a read-only file", async () => {
  const app = withGood({ "bad.ts": OLD });
  chmodSync(app.path("bad.ts"), 0o444);
  await expectLine(app, "bad.ts", /^  bad\.ts is read-only; it was left as it is$/);
});

test("a file that may not be read", () => {
  const app = withGood({ "bad.ts": OLD });
  chmodSync(app.path("bad.ts"), 0o000);
  chmodSync(app.root, 0o755);
  // Root may read everything.
  const nobody = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
  const { status, stdout } = spawnSync(process.execPath, [BIN, "revalidate-tag", "--dry"], {
    cwd: app.root,
    encoding: "utf8",
    ...nobody,
  });
  expect(stdout).toContain("  bad.ts cannot be read (EACCES); check its permissions\n");
  expect(stdout).toContain("good.ts:2");
  expect(status).toBe(1);
});

test("links in a circle and to nowhere are passed by", async () => {
  const app = withGood({});
  mkdirSync(app.path("loop"));
  symlinkSync("..", app.path("loop/up"));
  symlinkSync("self.ts", app.path("self.ts"));
  symlinkSync("nowhere.ts", app.path("dangling.ts"));
  app.commit();
  const { code } = await app.run("revalidate-tag");
  expect(code).toBe(0);
  expect(app.read("good.ts")).toBe(NEW);
  const plain = createWorkspace({ "package.json": MANIFEST, "good.ts": OLD }, false);
  symlinkSync(".", plain.path("loop"));
  expect((await plain.run("revalidate-tag")).code).toBe(0);
  expect(plain.read("good.ts")).toBe(NEW);
  const { code: linked, stderr } = await app.run("revalidate-tag", "dangling.ts");
  expect([linked, stderr]).toEqual([1, expect.stringContaining("this link leads nowhere")]);
});

test("a link to a file is not replaced by a file", async () => {
  const app = withGood({});
  symlinkSync("good.ts", app.path("link.ts"));
  app.commit();
  expect((await app.run("revalidate-tag")).code).toBe(0);
  expect(lstatSync(app.path("link.ts")).isSymbolicLink()).toBe(true);
  expect(app.read("link.ts")).toBe(NEW);
});

test("names with spaces, brackets and other letters", async () => {
  const app = withGood({ "app/[slug]/(group)/naïve file.ts": OLD });
  await app.run("revalidate-tag", "app/[slug]");
  expect(app.read("app/[slug]/(group)/naïve file.ts")).toBe(NEW);
});
