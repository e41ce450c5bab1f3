import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packAll } from "../src/pack.mjs";
import { budgetProblems, readBudget, sizesOf } from "../src/size.mjs";
import { tarballProblems } from "../src/tarball-problems.mjs";

/** Packs every public package as it would be published, and looks at what is in the tarballs and how large it is. */
const temporary = mkdtempSync(join(tmpdir(), "tagledger-pack-"));
const budget = readBudget();
let failed = false;
try {
  for (const [index, packed] of (await packAll(temporary)).entries()) {
    const into = join(temporary, String(index));
    const problems = await tarballProblems(packed, into);
    const sizes = await sizesOf(packed, join(into, "package"));
    problems.push(...budgetProblems(packed.name, sizes, budget));
    console.log(`${packed.name}: ${problems.length === 0 ? "ok" : `${problems.length} problem(s)`}`);
    for (const [measure, bytes] of Object.entries(sizes)) console.log(`  ${String(bytes).padStart(8)}  ${measure}`);
    for (const problem of problems) console.log(`  ${problem}`);
    failed ||= problems.length > 0;
  }
} finally {
  rmSync(temporary, { recursive: true, force: true });
}
process.exitCode = failed ? 1 : 0;
