import { execFileSync } from "node:child_process";
import { readdirSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";

const PACKAGE = fileURLToPath(new URL("../..", import.meta.url));

/** Child processes run the compiled package: this Node.js cannot run TypeScript. */
export function ensureBuilt(): void {
  const sources = readdirSync(`${PACKAGE}/src`).filter((name) => !name.endsWith(".test.ts"));
  const isStale = sources.some((name) => {
    const built = statSync(`${PACKAGE}/dist/${name.replace(/ts$/, "js")}`, { throwIfNoEntry: false });
    return built === undefined || built.mtimeMs < statSync(`${PACKAGE}/src/${name}`).mtimeMs;
  });
  if (isStale) execFileSync(`${PACKAGE}/node_modules/.bin/tsc`, ["-p", "tsconfig.build.json"], { cwd: PACKAGE });
}
