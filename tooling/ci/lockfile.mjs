import { readFileSync } from "node:fs";
import { join } from "node:path";
import { capture, ROOT } from "./command.mjs";

/** Keeps what belongs to one machine out of the repository: download addresses in the lockfile, generated files. */
const GENERATED =
  /(?:^|\/)(?:node_modules|dist|\.next[\w-]*|\.turbo|\.tagledger|coverage)\/|\.tsbuildinfo$|(?:^|\/)(?:next-env\.d\.ts|test-results\.json)$/;

const problems = [];
readFileSync(join(ROOT, "pnpm-lock.yaml"), "utf8")
  .split("\n")
  .forEach((line, index) => {
    if (/https?:\/\//.test(line)) problems.push(`pnpm-lock.yaml:${index + 1} has a download address: ${line.trim()}`);
  });

const tracked = await capture(["git", "ls-files", "-z"]);
if (tracked.status === 0) {
  for (const file of tracked.stdout.split("\0")) {
    if (GENERATED.test(file)) problems.push(`${file} is generated and must not be tracked`);
  }
} else {
  console.log("No git here: whether generated files are tracked was not looked at.");
}

for (const problem of problems) console.error(problem);
if (problems.length === 0) console.log("The lockfile has no download addresses, and no generated file is tracked.");
process.exitCode = problems.length === 0 ? 0 : 1;
