import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { createWorkspace, MANIFEST, NEW, OLD } from "./workspace.ts";

const PACKAGE = fileURLToPath(new URL("../codemod", import.meta.url));
const manifest = createRequire(import.meta.url).resolve("codemod/package.json");
const CODEMOD = join(
  dirname(manifest),
  (JSON.parse(readFileSync(manifest, "utf8")) as { bin: Record<string, string> }).bin["codemod"] ?? "",
);

/** The real `codemod`, with a network that answers nobody. */
function codemod(cwd: string, ...args: string[]): { readonly status: number | null; readonly output: string } {
  const dead = "http://127.0.0.1:9";
  const env = {
    ...process.env,
    HTTP_PROXY: dead,
    HTTPS_PROXY: dead,
    http_proxy: dead,
    https_proxy: dead,
    DISABLE_ANALYTICS: "true",
    NO_COLOR: "1",
  };
  const { status, stdout, stderr } = spawnSync(process.execPath, [CODEMOD, ...args], { cwd, env, encoding: "utf8" });
  return { status, output: stdout + stderr };
}

describe("the package for the codemod CLI", () => {
  test("is valid", () => {
    const { status, output } = codemod(PACKAGE, "workflow", "validate", "-w", PACKAGE);
    expect(output).toContain("Package validation successful");
    expect(status).toBe(0);
  });

  test("has the version of the npm package", () => {
    const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
      version: string;
    };
    expect(readFileSync(join(PACKAGE, "codemod.yaml"), "utf8")).toContain(`\nversion: "${version}"\n`);
    expect(readFileSync(join(PACKAGE, "workflow.yaml"), "utf8")).toContain(`"@tagledger/codemod@${version}"`);
  });

  test("changes the directory it is run in, offline", () => {
    const app = createWorkspace({ "package.json": MANIFEST, "src/a.ts": OLD, "b.ts": OLD });
    const { status, output } = codemod(
      app.root,
      "workflow",
      "run",
      "-w",
      PACKAGE,
      "--no-interactive",
      "--param",
      "path=src",
    );
    expect(output).toContain("1 file looked at, 1 changed (1 edit)");
    expect(status).toBe(0);
    expect([app.read("src/a.ts"), app.read("b.ts")]).toEqual([NEW, OLD]);
  });

  test("passes the transform, the mode and other flags on", () => {
    const cron = "app/api/cron/route.ts";
    const app = createWorkspace({ "package.json": MANIFEST, [cron]: OLD });
    const params = ["transform=revalidate-tag", "mode=recommended", "flags=--diff --dry"].flatMap((param) => [
      "--param",
      param,
    ]);
    const { status, output } = codemod(app.root, "run", PACKAGE, "--no-interactive", ...params);
    expect(output).toContain("+export const bust = () => revalidateTag('a', 'max')");
    expect(status).toBe(0);
    expect(app.read(cron)).toBe(OLD);
  });

  test("fails when there is something that could not be done", () => {
    const app = createWorkspace({ "package.json": MANIFEST, "a.ts": `${OLD}const = 1\n` });
    const { status, output } = codemod(app.root, "run", PACKAGE, "--no-interactive");
    expect(output).toContain("a.ts the file does not parse");
    expect(status).toBe(1);
  });
});
