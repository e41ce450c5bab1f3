import { join } from "node:path";
import { ROOT } from "@tagledger/ci/command";
import { writeApiReference } from "../src/api-reference.mjs";

const out = join(ROOT, "docs/api");
const { entryPoints, warnings } = await writeApiReference(out);
for (const warning of warnings) console.error(warning);
console.log(`docs/api has the reference of ${entryPoints.length} entry points, with ${warnings.length} warnings.`);
process.exitCode = warnings.length === 0 ? 0 : 1;
