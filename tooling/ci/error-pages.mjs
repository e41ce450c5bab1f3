import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./command.mjs";

/** Every error code has a page in `docs/errors`, and every page a code. Reads the built core. */
const HEADINGS = ["## What it means", "## Probable causes", "## What to do"];

/** @type {{ ERROR_SENTENCES: Record<string, string> }} */
const { ERROR_SENTENCES } = await import(new URL("../../packages/core/dist/errors.js", import.meta.url).href);
const pages = readdirSync(join(ROOT, "docs/errors"));

const problems = [];
for (const [code, sentence] of Object.entries(ERROR_SENTENCES)) {
  if (!pages.includes(`${code}.md`)) {
    problems.push(`${code} has no page docs/errors/${code}.md`);
    continue;
  }
  const text = readFileSync(join(ROOT, "docs/errors", `${code}.md`), "utf8");
  for (const expected of [`# ${code}`, sentence, ...HEADINGS]) {
    if (!text.includes(expected)) problems.push(`docs/errors/${code}.md lacks: ${expected}`);
  }
}
for (const page of pages) {
  if (!Object.hasOwn(ERROR_SENTENCES, page.replace(/\.md$/, ""))) problems.push(`docs/errors/${page} is of no code`);
}

for (const problem of problems) console.error(problem);
if (problems.length === 0) console.log(`${pages.length} error codes, each with its page.`);
process.exitCode = problems.length === 0 ? 0 : 1;
