import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll } from "vitest";
import { fileName } from "../src/modules.ts";
import { readPages } from "../src/pages.ts";

/* The store of the guide and its test, as they are printed there. */

const run = join(import.meta.dirname, "..", ".run");
mkdirSync(run, { recursive: true });
const folder = mkdtempSync(join(run, "backend-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const guide = readPages().find(({ path }) => path === "docs/guides/writing-a-backend.md");
for (const block of guide?.blocks ?? []) {
  const name = fileName(block);
  if (name !== undefined) writeFileSync(join(folder, name), block.content);
}
await import(join(folder, "postgres-store.test.ts"));
