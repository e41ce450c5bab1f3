import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { manifests, refuse, root } from "../workspace.mjs";
import { tail } from "../tail.mjs";

/* Runs the programs of this workspace, as built; whatever else npx would fetch is refused. */

const args = process.argv.slice(2).filter((argument) => argument !== "--yes");
const [name = "", ...rest] = args;
const program = manifests.find((manifest) => manifest.name === name);

if (name === root.packageManager) {
  process.exit(run(join(import.meta.dirname, "pnpm.mjs"), rest));
} else if (program === undefined) {
  refuse(`npx ${name} is of no package of ours, nor ${root.packageManager}; mark the block as not checked.`);
} else {
  const bin = join(program.folder, "dist/bin.js");
  if (name === "tagledger" && rest[0] === "tail") process.exit(await tail(bin, rest));
  process.exit(run(bin, rest));
}

/**
 * @param {string} file
 * @param {readonly string[]} words
 */
function run(file, words) {
  const { status } = spawnSync(process.execPath, [file, ...words], { stdio: "inherit" });
  // It has found something to say of an app that runs nowhere, which is what it is for.
  const hasFindings = name === "tagledger" && words[0] === "doctor" && status === 1;
  return hasFindings ? 0 : (status ?? 1);
}
