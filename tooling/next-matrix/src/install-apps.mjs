import { cpSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { freshProject } from "@tagledger/release/fresh-project";
import { packAll } from "@tagledger/release/pack";

const e2e = fileURLToPath(new URL("../../e2e/", import.meta.url));
const GENERATED = new Set([".next", ".turbo", "node_modules", "next-env.d.ts", "tsconfig.tsbuildinfo"]);

/** next@16.0 cannot check types with anything newer. */
const TYPESCRIPT = "5.9.3";

/**
 * Copies fixture apps into a project of their own that has one version of Next.js and what would be published of ours.
 *
 * @param {{ directory: string, next: string, apps: readonly string[] }} options
 */
export async function installApps({ directory, next, apps }) {
  for (const app of apps) {
    cpSync(join(e2e, "apps", app), join(directory, app), {
      recursive: true,
      filter: (path) => !GENERATED.has(basename(path)),
    });
  }
  const packed = await packAll(directory);
  const dependencies = Object.fromEntries(
    ["react", "react-dom", "@types/react", "@types/react-dom", "@types/node"].map((name) => [name, installed(name)]),
  );
  const use = ["@tagledger/core", "@tagledger/filesystem"];
  await freshProject({ directory, packed, use, dependencies: { ...dependencies, next, typescript: TYPESCRIPT } });
}

/** @param {string} name */
function installed(name) {
  const require = createRequire(join(e2e, "apps/shapes/package.json"));
  return JSON.parse(readFileSync(require.resolve(`${name}/package.json`), "utf8")).version;
}
