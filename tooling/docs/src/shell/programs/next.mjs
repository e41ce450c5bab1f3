import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { refuse } from "../workspace.mjs";

/* Whether Next.js has the command and its options. The app is built already, and its servers are tried elsewhere. */

const bin = createRequire(import.meta.url).resolve("next/dist/bin/next");
const [command = "", ...args] = process.argv.slice(2);
if (!new RegExp(`^ {2}${command}\\b`, "m").test(helpOf())) refuse(`next has no command ${command}.`);
const help = helpOf(command);
for (const argument of args) {
  const [option = ""] = argument.split("=");
  if (option.startsWith("-") && !new RegExp(`(?:^|\\s)${option}[,\\s]`).test(help))
    refuse(`next ${command} has no ${option}.`);
}

/** @param {readonly string[]} words */
function helpOf(...words) {
  return spawnSync(process.execPath, [bin, ...words, "--help"], { encoding: "utf8" }).stdout;
}
