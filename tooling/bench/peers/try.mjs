import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { buildPackages } from "@tagledger/fleet";
import { checkPeer } from "./check.mjs";
import { peers } from "./peers.mjs";

/**
 * `node peers/try.mjs [name…]`: downloads the published handlers and tells what each does in the app that is measured.
 */

const { positionals } = parseArgs({ allowPositionals: true });
const unknown = positionals.filter((name) => !peers.some((peer) => peer.name === name));
if (unknown.length > 0)
  throw new Error(`No peer is called ${unknown.join(", ")}: ${peers.map((peer) => peer.name).join(", ")}.`);

await buildPackages(fileURLToPath(new URL("../app", import.meta.url)));
for (const peer of peers) {
  if (positionals.length > 0 && !positionals.includes(peer.name)) continue;
  console.log(`\n## ${peer.package}@${peer.version}\n`);
  for (const note of peer.notes) console.log(`- ${note}`);
  try {
    const { pages, errors } = await checkPeer(peer);
    console.log("\n| page | seen |\n| --- | --- |");
    for (const { path, seen } of pages) console.log(`| \`${path}\` | ${seen.join("; ")} |`);
    if (errors.length > 0) console.log(`\n${errors.map((line) => `    ${line}`).join("\n")}`);
  } catch (error) {
    console.log(`\nfails: ${error instanceof Error ? error.message : String(error)}`);
  }
}
