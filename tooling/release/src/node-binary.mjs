import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { capture } from "@tagledger/ci/command";

/**
 * Installs another version of Node.js, which npm has as a package for each platform.
 *
 * @param {string} major such as `22`.
 * @param {string} directory for it; made when it is not there.
 * @returns {Promise<string>} the path of the program; the one that runs this where that is of the wanted version.
 */
export async function nodeBinary(major, directory) {
  if (process.versions.node.startsWith(`${major}.`)) return process.execPath;
  const name = `node-${process.platform === "win32" ? "win" : process.platform}-${process.arch}`;
  mkdirSync(directory, { recursive: true });
  const install = [
    "npm",
    "install",
    `${name}@${major}`,
    "--prefix",
    directory,
    "--ignore-scripts",
    "--no-audit",
    "--no-fund",
  ];
  const { status, stderr } = await capture([...install, "--prefer-offline", "--loglevel=error"]);
  if (status !== 0) throw new Error(`${install.join(" ")} failed: ${stderr}`);
  const folder = join(directory, "node_modules", name);
  const { bin } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  return join(folder, typeof bin === "string" ? bin : bin.node);
}
