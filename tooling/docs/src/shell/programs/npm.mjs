import { manifests, refuse } from "../workspace.mjs";

/* Whether npm would find what it is asked to install: packages of ours, or ones that are tried with them here. */

const [command, ...names] = process.argv.slice(2);
if (command !== "install") refuse(`npm ${command} is not known here; mark the block as not checked.`);
const published = manifests.filter((manifest) => manifest.private !== true).map((manifest) => manifest.name);
const tried = manifests.flatMap((manifest) => [
  ...Object.keys(manifest.devDependencies ?? {}),
  ...Object.keys(manifest.peerDependencies ?? {}),
]);
const foreign = tried.filter((name) => !manifests.some((manifest) => manifest.name === name));
for (const name of names.filter((argument) => !argument.startsWith("-"))) {
  if (!published.includes(name) && !foreign.includes(name)) refuse(`${name} is not a package that anything here uses.`);
}
