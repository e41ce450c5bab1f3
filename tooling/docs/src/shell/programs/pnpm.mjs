import { existsSync } from "node:fs";
import { join } from "node:path";
import { manifests, refuse, root } from "../workspace.mjs";

/* Whether pnpm would find what it is asked for: a script of the root, or a package and its script or test files. */

const OWN = ["install", "exec"];
const args = process.argv.slice(2);
const filtered = args.indexOf("--filter");
const name = filtered === -1 ? undefined : args[filtered + 1];
const workspace = manifests.find((manifest) => manifest.name === name);
if (name !== undefined && workspace === undefined) refuse(`There is no package ${name} in the workspace.`);

// `pnpm test --filter x` hands the filter to the script; `pnpm --filter x test` runs the script of x.
const manifest = filtered === 0 && workspace !== undefined ? workspace : root;
const [command = "", ...rest] = filtered === 0 ? args.slice(2) : args;
const script = command === "run" ? rest[0] : command;
if (script === undefined || (!OWN.includes(script) && manifest.scripts?.[script] === undefined)) {
  refuse(`${manifest.name} has no script ${script}.`);
}
for (const file of rest.filter((argument) => argument.includes("/") && argument.endsWith(".ts"))) {
  if (!existsSync(join(manifest.folder, file))) refuse(`${manifest.name} has no file ${file}.`);
}
