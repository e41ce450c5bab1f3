import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { TRANSFORMS } from "../src/transforms.ts";
import { createWorkspace, MANIFEST, NEW, OLD } from "./workspace.ts";

const JSCODESHIFT = createRequire(import.meta.url).resolve("jscodeshift/bin/jscodeshift.js");

function jscodeshift(cwd: string, transform: string, ...args: string[]): string {
  const file = fileURLToPath(new URL(`../dist/transforms/${transform}/transform.js`, import.meta.url));
  const all = [JSCODESHIFT, "-t", file, "--run-in-band", "--fail-on-error", "--extensions", "ts,tsx,js", ...args];
  return spawnSync(process.execPath, all, { cwd, encoding: "utf8" }).stdout;
}

describe("a transform is a transform of jscodeshift", () => {
  test.each([[], ["--no-babel"]])("%j", (...flags) => {
    const action = `'use server'\n${OLD}`;
    const app = createWorkspace({ "package.json": MANIFEST, "a.ts": OLD, "b.ts": action, "c.ts": "export {}\n" });
    const output = jscodeshift(app.root, "revalidate-tag", ...flags, ".");
    expect(output).toContain("2 ok");
    expect(app.read("a.ts")).toBe(NEW);
    // Without the project nobody knows who calls it.
    expect(app.read("b.ts")).toBe(`'use server'\n${NEW}`);
  });

  test("with its options, and what is left is told", () => {
    const cron = "app/api/cron/route.ts";
    const app = createWorkspace({ "package.json": MANIFEST, [cron]: OLD, "left.ts": OLD.replace("'a'", "...['a']") });
    const output = jscodeshift(app.root, "revalidate-tag", "--mode=recommended", ".");
    expect(app.read(cron)).toContain("revalidateTag('a', 'max')");
    expect(output).toContain("left.ts:2 arguments-unknown");
  });

  test("only for the files it is for", () => {
    const config = "export default { experimental: { dynamicIO: true } };\n";
    const app = createWorkspace({ "next.config.ts": config, "other.ts": config });
    jscodeshift(app.root, "next-config", "--no-babel", ".");
    expect(app.read("next.config.ts")).toBe("export default { cacheComponents: true };\n");
    expect(app.read("other.ts")).toBe(config);
  });

  test.each(TRANSFORMS)("$name can be loaded", ({ name }) => {
    const app = createWorkspace({ "a.ts": "export {}\n" });
    expect(jscodeshift(app.root, name, "--no-babel", ".")).toContain("0 errors");
  });
});
