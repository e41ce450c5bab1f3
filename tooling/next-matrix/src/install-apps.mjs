import { cpSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { freshProject } from "@tagledger/release/fresh-project";
import { packAll } from "@tagledger/release/pack";

const fixtures = fileURLToPath(new URL("../../e2e/apps/", import.meta.url));
const GENERATED = new Set([".next", ".turbo", "node_modules", "next-env.d.ts", "tsconfig.tsbuildinfo"]);

/** next@16.0 cannot check types with anything newer. */
const TYPESCRIPT = "5.9.3";

/**
 * Copies fixture apps into a project of their own that has one version of Next.js and what would be published of ours.
 *
 * @param {{ directory: string, next: string, apps: readonly string[] }} options
 */
export async function installApps({ directory, next, apps }) {
  /** @type {Set<string>} */
  const use = new Set();
  /** @type {Record<string, string>} */
  const dependencies = {};
  for (const app of apps) {
    const from = join(fixtures, app);
    cpSync(from, join(directory, app), { recursive: true, filter: (path) => !GENERATED.has(basename(path)) });
    const manifest = readManifest(from);
    for (const [name, range] of Object.entries({ ...manifest.dependencies, ...manifest.devDependencies })) {
      if (range.startsWith("workspace:")) use.add(name);
      else dependencies[name] = readManifest(join(from, "node_modules", name)).version;
    }
  }
  const packed = await packAll(directory);
  await freshProject({
    directory,
    packed,
    use: [...use],
    dependencies: { ...dependencies, next, typescript: TYPESCRIPT },
  });
}

/**
 * @param {string} directory
 * @returns {{ version: string, dependencies?: Record<string, string>, devDependencies?: Record<string, string> }}
 */
function readManifest(directory) {
  return JSON.parse(readFileSync(join(directory, "package.json"), "utf8"));
}
