import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "@tagledger/ci/command";
import { chooseVersion } from "../src/choose-version.mjs";
import { tableOf } from "../src/table.mjs";

/**
 * `pnpm next-matrix 16.2 16.4.1 canary`: runs the claims on each of these versions of Next.js and prints a table of them.
 * The packages must be built.
 */
const wanted = process.argv.slice(2);
if (wanted.length === 0) {
  console.error("Which versions of Next.js? For example: pnpm next-matrix 16.0 16.4.6 canary");
  process.exit(2);
}

const ownVersion = readInstalledVersion();
const temporary = mkdtempSync(join(tmpdir(), "tagledger-next-matrix-"));
/** @type {{ version: string, report: import("../src/table.mjs").Report | undefined }[]} */
const columns = [];
let failed = false;
try {
  for (const one of wanted) {
    const version = await chooseVersion(one);
    const file = join(temporary, `${version}.json`);
    console.log(`\n── next@${version}`);
    const vitest = ["vitest", "run", "--root", "tooling/next-matrix", "--reporter=default", "--reporter=json"];
    const claims = ["test/cache-components", "test/classic"];
    // Of one minor version they may share.
    if (minorOf(version) !== minorOf(ownVersion)) claims.push("test/rolling");
    const status = await run([...vitest, `--outputFile.json=${file}`, ...claims], { NEXT_VERSION: version });
    failed ||= status !== 0;
    columns.push({ version, report: readReport(file) });
  }
} finally {
  rmSync(temporary, { recursive: true, force: true });
}
console.log(`\n${tableOf(columns)}`);
process.exitCode = failed ? 1 : 0;

/** @param {string} file */
function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}

/** @returns {string} of the Next.js that the workspace has. */
function readInstalledVersion() {
  const { resolve } = createRequire(new URL("../../e2e/package.json", import.meta.url));
  return JSON.parse(readFileSync(resolve("next/package.json"), "utf8")).version;
}

/** @param {string} version */
function minorOf(version) {
  return version.split(".", 2).join(".");
}
