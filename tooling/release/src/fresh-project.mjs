import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { capture, PNPM } from "@tagledger/ci/command";

/**
 * @typedef {object} Project
 * @property {string} directory outside of the workspace; made when it is not there.
 * @property {readonly import("./pack.mjs").PackedPackage[]} packed what is installed from its tarball, wherever it is named.
 * @property {readonly string[]} use the names of those that the project itself depends on.
 * @property {Record<string, string>} dependencies everything else it depends on.
 * @property {"npm" | "pnpm"} [manager] Default: npm
 */

/**
 * Makes a project of its own and installs it, as somebody does who has never seen this repository: from tarballs and the
 * npm registry. No install script runs.
 *
 * @param {Project} project
 */
export async function freshProject({ directory, packed, use, dependencies, manager = "npm" }) {
  mkdirSync(directory, { recursive: true });
  const tarballs = Object.fromEntries(packed.map(({ name, tarball }) => [name, `file:${tarball}`]));
  const ours = Object.fromEntries(use.map((name) => [name, tarballOf(tarballs, name)]));
  // They depend on each other by versions that no registry has yet.
  const manifest = {
    name: "fresh-project",
    private: true,
    dependencies: { ...dependencies, ...ours },
    // To npm a canary is within no range that does not name it.
    ...(manager === "npm" && { overrides: { ...tarballs, ...ours, next: "$next" } }),
  };
  writeFileSync(join(directory, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  if (manager === "pnpm") {
    const settings = { packages: ["."], overrides: tarballs, minimumReleaseAge: 0, strictDepBuilds: false };
    // JSON is YAML.
    writeFileSync(join(directory, "pnpm-workspace.yaml"), `${JSON.stringify(settings, null, 2)}\n`);
  }
  const install =
    manager === "npm"
      ? ["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline", "--loglevel=error"]
      : [...PNPM, "install", "--ignore-scripts", "--prefer-offline", "--no-frozen-lockfile"];
  const { status, stdout, stderr } = await capture(install, { cwd: directory });
  if (status !== 0) throw new Error(`${install.join(" ")} failed in ${directory}:\n${stdout}\n${stderr}`);
}

/**
 * @param {Record<string, string>} tarballs
 * @param {string} name
 */
function tarballOf(tarballs, name) {
  const found = tarballs[name];
  if (found === undefined) throw new Error(`${name} is not packed, only ${Object.keys(tarballs).join(", ")}`);
  return found;
}
