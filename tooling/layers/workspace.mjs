import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { importsOf } from "./imports.mjs";

/**
 * A package of the workspace with what its files import.
 *
 * @typedef {object} Package
 * @property {string} directory relative to the root, with `/`.
 * @property {Manifest} manifest
 * @property {ReadonlyMap<string, readonly string[]>} files from each path, relative to `directory`, to its imports.
 *
 * @typedef {object} Manifest
 * @property {string} name
 * @property {Record<string, string>} [dependencies]
 * @property {Record<string, string>} [peerDependencies]
 * @property {Record<string, string>} [devDependencies]
 */

const SOURCE = /\.[cm]?[jt]sx?$/;
const NOT_OURS = new Set(["node_modules", "dist", "coverage", "fixtures", "__fixtures__"]);

/**
 * @param {string} root
 * @returns {Package[]} every package below `root`; a file belongs to the nearest one.
 */
export function readWorkspace(root) {
  /** @type {Package[]} */
  const packages = [];
  for (const entry of ["packages", "apps", "tooling"]) visit(join(root, entry), undefined);
  return packages;

  /**
   * @param {string} directory
   * @param {{ at: string, files: Map<string, string[]> } | undefined} owner
   */
  function visit(directory, owner) {
    const entries = readdirSync(directory, { withFileTypes: true });
    if (entries.some((entry) => entry.name === "package.json")) {
      const manifest = JSON.parse(readFileSync(join(directory, "package.json"), "utf8"));
      owner = { at: directory, files: new Map() };
      packages.push({ directory: relative(root, directory).replaceAll("\\", "/"), manifest, files: owner.files });
    }
    for (const entry of entries) {
      const path = join(directory, entry.name);
      if (entry.isDirectory()) {
        if (!NOT_OURS.has(entry.name) && !entry.name.startsWith(".")) visit(path, owner);
      } else if (owner !== undefined && SOURCE.test(entry.name)) {
        const file = relative(owner.at, path).replaceAll("\\", "/");
        owner.files.set(file, importsOf(path, readFileSync(path, "utf8")));
      }
    }
  }
}
