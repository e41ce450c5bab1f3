import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT } from "@tagledger/ci/command";
import { afterAll, expect, test } from "vitest";
import { fileName } from "../src/modules.ts";
import type { Block } from "../src/page.ts";
import { readPages } from "../src/pages.ts";

const GIVEN = "what the codemod is given";
const BIN = join(ROOT, "packages/codemod/dist/bin.js");

interface Migration {
  readonly given: readonly Block[];
  readonly becomes: Block;
}

/** Blocks that the codemod is given, and the one after them, which is what it makes of the last. */
function migrations(): Migration[] {
  const found: Migration[] = [];
  let given: Block[] = [];
  for (const block of readPages().find(({ path }) => path === "docs/guides/migrating.md")?.blocks ?? []) {
    if (block.notChecked?.startsWith(GIVEN)) given.push(block);
    else if (given.length > 0) {
      found.push({ given, becomes: block });
      given = [];
    }
  }
  return found;
}

const app = mkdtempSync(join(tmpdir(), "tagledger-migrating-"));
afterAll(() => rmSync(app, { recursive: true, force: true }));

test("the guide has a migration from each kind of handler", () => {
  expect(migrations()).toHaveLength(2);
});

test.each(migrations())("adopt turns $given.1.line of the guide into what it shows", ({ given, becomes }) => {
  const folder = mkdtempSync(join(app, "app-"));
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "shop", dependencies: { next: "16.4.6" } }));
  for (const block of given) writeFileSync(join(folder, fileName(block) ?? ""), `${withoutName(block)}\n`);
  const { status, stderr } = spawnSync(process.execPath, [BIN, "adopt", "--store", "redis", "--force", folder], {
    encoding: "utf8",
  });
  expect(status, stderr).toBe(0);
  const written = readFileSync(join(folder, fileName(becomes) ?? ""), "utf8");
  expect(withoutEmptyLines(written)).toBe(withoutEmptyLines(withoutName(becomes)));
});

function withoutName({ content }: Block): string {
  return content.slice(content.indexOf("\n") + 1);
}

function withoutEmptyLines(text: string): string {
  return text.replace(/\n\n+/g, "\n").trim();
}
