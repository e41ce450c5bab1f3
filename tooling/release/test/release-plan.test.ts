import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

interface ReleasePlan {
  readonly releases: readonly { readonly name: string; readonly type: string; readonly newVersion: string }[];
}

const root = fileURLToPath(new URL("../../../", import.meta.url));

test("the next release begins no 1.0, not for a package that only names another one as its peer either", async () => {
  const changesets = createRequire(createRequire(`${root}package.json`).resolve("@changesets/cli/package.json"));
  const loaded = changesets("@changesets/get-release-plan") as { default: (cwd: string) => Promise<ReleasePlan> };
  const { releases } = await loaded.default(root);
  expect(releases.filter(({ type, newVersion }) => type === "major" || !newVersion.startsWith("0."))).toEqual([]);
});
