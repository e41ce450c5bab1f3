import { fileURLToPath } from "node:url";
import { RULES } from "./rules.mjs";
import { findViolations } from "./violations.mjs";
import { readWorkspace } from "./workspace.mjs";

const packages = readWorkspace(fileURLToPath(new URL("../../", import.meta.url)));
const violations = findViolations(packages, RULES);
for (const violation of violations) console.error(violation);
if (violations.length === 0) {
  const files = packages.reduce((total, each) => total + each.files.size, 0);
  console.log(`${files} files in ${packages.length} packages; every import points down.`);
}
process.exitCode = violations.length === 0 ? 0 : 1;
