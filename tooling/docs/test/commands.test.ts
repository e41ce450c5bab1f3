import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildAppOfReadme } from "../src/app-of-readme.ts";
import { SHELL_LANGUAGE } from "../src/languages.ts";
import { readPages } from "../src/pages.ts";
import { type BlockShell, createBlockShell, type ShellResult } from "../src/shell/block-shell.ts";

const blocks = readPages()
  .flatMap((page) => page.blocks)
  .filter(({ language, notChecked }) => language === SHELL_LANGUAGE && notChecked === undefined);

const parent = join(import.meta.dirname, "..", ".run");
mkdirSync(parent, { recursive: true });
const run = mkdtempSync(join(parent, "commands-"));
const built = join(run, "built");
let shell: BlockShell;

beforeAll(async () => {
  shell = createBlockShell(join(run, "bin"));
  await buildAppOfReadme(built);
}, 120_000);
afterAll(() => rmSync(run, { recursive: true, force: true }));

/**
 * Each block has an app of its own, which it may change; those that ask the ledger have the one that was built, since a
 * copy of a ledger begins anew.
 */
async function runInApp(content: string): Promise<ShellResult> {
  if (content.includes("npx tagledger ")) return shell.run(content, built);
  const app = mkdtempSync(join(run, "app-"));
  cpSync(built, app, { recursive: true, preserveTimestamps: true });
  try {
    return await shell.run(content, app);
  } finally {
    rmSync(app, { recursive: true, force: true });
  }
}

describe("every block of commands runs", () => {
  test.each(blocks.map(({ page, line, content }) => ({ name: `${page}:${line}`, content })))(
    "$name",
    async ({ content }) => {
      const { status, output } = await runInApp(content);
      expect(status, output).toBe(0);
    },
    60_000,
  );
});

describe("a command fails", () => {
  test.each([
    ["of a script that is not there", "pnpm tests", "tagledger-monorepo has no script tests."],
    ["of a package that is not there", "pnpm --filter @tagledger/cor build", "There is no package @tagledger/cor"],
    [
      "of a file that is not there",
      "pnpm --filter @tagledger/core exec vitest run test/x.test.ts",
      "has no file test/x.test.ts",
    ],
    ["with another pnpm", "npx --yes pnpm@1.0.0 test", "npx pnpm@1.0.0 is of no package of ours"],
    ["to install what does not exist", "npm install @tagledger/rediss", "@tagledger/rediss is not a package"],
    ["to install what is private", "npm install @tagledger/ci", "@tagledger/ci is not a package"],
    ["of the CLI that it does not have", "npx tagledger purge --tags a", "--tags"],
    ["of the codemod that it does not have", "npx @tagledger/codemod next-17", "next-17"],
    ["of Next.js that it does not have", "next serve", "next has no command serve"],
    ["with an option that Next.js does not have", "next start --ports 3000", "next start has no --ports"],
    ["of a program that nobody has looked at", "kubectl apply -f shop.yaml", "kubectl: command not found"],
    ["in the middle of a block", "pnpm tests\npnpm test", "no script tests"],
  ])(
    "%s",
    async (_, command, message) => {
      const { status, output } = await runInApp(command);
      expect(status, output).toBeGreaterThan(0);
      expect(output).toContain(message);
    },
    30_000,
  );
});
