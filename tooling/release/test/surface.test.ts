import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { publicPackages } from "../src/public-packages.mjs";
import { surfaceOf } from "../src/surface.mjs";

// A difference is what a reviewer should see. When it is meant: `pnpm --filter @tagledger/release exec vitest run surface -u`.
describe.each(publicPackages().map((one) => [one.name, one] as const))("%s", (name, publicPackage) => {
  test("exports what it exported before", async () => {
    const file = new URL(`../surface/${name.replace("@", "").replace("/", "-")}.txt`, import.meta.url);
    await expect(surfaceOf(publicPackage)).toMatchFileSnapshot(fileURLToPath(file));
  });
});
