import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { buildPackages } from "@tagledger/fleet";
import { OPTIONS, readLoads } from "./load.mjs";

/**
 * `pnpm --filter @tagledger/bench scale`: what a thousand replicas of one ledger cost on this machine. Takes the options
 * of `load.mjs`; `--replicas` and `--consistency` may be given several times.
 */

const loads = readLoads(parseArgs({ options: OPTIONS }).values);
await buildPackages(fileURLToPath(new URL("..", import.meta.url)));
const { measure } = await import("./measure.mjs");
const { report } = await import("./report.mjs");
for (const load of loads) console.log(`\n${report(load, await measure(load))}`);
