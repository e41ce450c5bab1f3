import { execFile } from "node:child_process";
import { cp, mkdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
const CACHE = fileURLToPath(new URL("../node_modules/.cache/tagledger-bench/", import.meta.url));
const HANDLERS = fileURLToPath(new URL("handlers/", import.meta.url));
const APP = new URL("../app/package.json", import.meta.url);

/** What a peer runs on when it refuses the Node.js that runs this. */
const NEWER_NODE = "22.23.3";

/**
 * @typedef {object} Installed
 * @property {string} folder with the packages of the peer and the files that its README asks for
 * @property {string} node the Node.js to build and to serve the app with
 */

/**
 * Installs packages into a folder of their own, once: later calls find them there. No script of theirs is run.
 *
 * @param {{ name: string, dependencies: Readonly<Record<string, string>>, minNode: number }} peer `dependencies` are
 * exact versions; `minNode` is a major version
 * @returns {Promise<Installed>}
 */
export async function installPeer({ name, dependencies, minNode }) {
  const folder = join(CACHE, name);
  await installOnce(folder, dependencies);
  await cp(join(HANDLERS, name), folder, { recursive: true, force: true }).catch(ignoreMissing);
  return { folder, node: await findNode(minNode) };
}

/** @param {number} minNode */
async function findNode(minNode) {
  if (Number.parseInt(process.versions.node, 10) >= minNode) return process.execPath;
  const binary = `node-${process.platform}-${process.arch}`;
  const folder = join(CACHE, binary);
  await installOnce(folder, { [binary]: NEWER_NODE });
  return join(folder, "node_modules", binary, "bin/node");
}

/**
 * @param {string} folder
 * @param {Readonly<Record<string, string>>} dependencies
 */
async function installOnce(folder, dependencies) {
  const done = join(folder, "installed.json");
  const wanted = JSON.stringify(dependencies);
  if ((await readFile(done, "utf8").catch(ignoreMissing)) === wanted) return;

  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "package.json"), JSON.stringify({ private: true, dependencies }));
  const quiet = ["--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error"];
  // Peers of the peer would bring a second Next.js: everybody is measured with the one of the workspace.
  await run("npm", ["install", "--prefix", folder, "--ignore-scripts", "--legacy-peer-deps", ...quiet], {
    cwd: folder,
  });
  const next = dirname(createRequire(APP).resolve("next/package.json"));
  await symlink(next, join(folder, "node_modules/next"), "dir");
  // Last, so that an installation that was interrupted is done again.
  await writeFile(done, wanted);
}

/** @param {unknown} error */
function ignoreMissing(error) {
  if (/** @type {NodeJS.ErrnoException} */ (error).code !== "ENOENT") throw error;
}
