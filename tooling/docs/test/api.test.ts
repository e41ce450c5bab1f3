import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { publicPackages } from "@tagledger/release/public-packages";
import { afterAll, beforeAll, expect, test } from "vitest";
import { writeApiReference } from "../src/api-reference.mjs";

const out = mkdtempSync(join(tmpdir(), "tagledger-api-"));
let written: Awaited<ReturnType<typeof writeApiReference>>;

beforeAll(async () => {
  written = await writeApiReference(out);
}, 180_000);
afterAll(() => rmSync(out, { recursive: true, force: true }));

test("the reference of every public entry point is written without a warning", () => {
  expect(written.warnings).toEqual([]);
  for (const { name, manifest } of publicPackages()) {
    const exported: Record<string, unknown> = manifest["exports"] ?? {};
    const expected = Object.keys(exported)
      .filter((path) => path !== "./package.json")
      .map((path) => join(name, path));
    expect(written.entryPoints).toEqual(expect.arrayContaining(expected));
  }
});

test("it has what the doc comments say, under the names that one imports", () => {
  const start = readFileSync(join(out, "README.md"), "utf8");
  for (const specifier of written.entryPoints) expect(start).toContain(`[${specifier}]`);
  const store = readFileSync(join(out, "@tagledger/core/store/interfaces/Store.md"), "utf8");
  expect(store).toContain("Records invalidations, in order, and resolves when they are durable.");
});
