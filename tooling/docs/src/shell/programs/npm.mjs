import { manifests, refuse } from "../workspace.mjs";

/* Whether npm would find what it is asked to install: packages of ours, or ones that are tried with them here. */

const [command, ...names] = process.argv.slice(2);
if (command !== "install") refuse(`npm ${command} is not known here; mark the block as not checked.`);
const ours = new Map(manifests.map((manifest) => [manifest.name, manifest.private !== true]));
const tried = new Set(
  manifests.flatMap((manifest) => Object.keys({ ...manifest.devDependencies, ...manifest.peerDependencies })),
);
for (const name of names.filter((argument) => !argument.startsWith("-"))) {
  if (!(ours.get(name) ?? tried.has(name))) refuse(`${name} is not a package that anything here uses.`);
}
