import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "@tagledger/ci/command";

/** @typedef {{ name: string, directory: string, manifest: Record<string, any> }} PublicPackage */

/**
 * Whatever lies in `packages` and is not private, by name. Nothing is listed anywhere, so that a new package is looked at
 * from its first day.
 *
 * @returns {PublicPackage[]}
 */
export function publicPackages() {
  return readdirSync(join(ROOT, "packages"))
    .map((folder) => join(ROOT, "packages", folder))
    .filter((directory) => existsSync(join(directory, "package.json")))
    .map((directory) => ({ directory, manifest: readManifest(directory) }))
    .filter(({ manifest }) => manifest["private"] !== true)
    .map(({ directory, manifest }) => ({ name: manifest["name"], directory, manifest }))
    .toSorted((left, right) => (left.name < right.name ? -1 : 1));
}

/**
 * @param {string} directory
 * @returns {Record<string, any>}
 */
function readManifest(directory) {
  return JSON.parse(readFileSync(join(directory, "package.json"), "utf8"));
}
