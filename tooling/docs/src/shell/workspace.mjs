import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "@tagledger/ci/command";

/** @typedef {{ folder: string, name: string, private?: boolean, packageManager?: string, scripts?: Record<string, string>, dependencies?: Record<string, string>, devDependencies?: Record<string, string>, peerDependencies?: Record<string, string> }} Manifest */

/** @param {string} folder @returns {Manifest} */
function readManifest(folder) {
  return { folder, ...JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) };
}

/** The manifest of the root. */
export const root = readManifest(ROOT.replace(/\/$/, ""));

/** Those of all packages of the workspace. */
export const manifests = ["packages", "tooling", "apps"].flatMap((parent) =>
  readdirSync(join(ROOT, parent)).map((name) => readManifest(join(ROOT, parent, name))),
);

/**
 * Ends the program with what the documentation should say instead.
 *
 * @param {string} message
 * @returns {never}
 */
export function refuse(message) {
  console.error(message);
  process.exit(1);
}
