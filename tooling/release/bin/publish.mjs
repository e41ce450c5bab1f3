import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { capture, run } from "@tagledger/ci/command";
import { inOrder } from "../src/publish-order.mjs";
import { packAll } from "../src/pack.mjs";
import { tarballProblems } from "../src/tarball-problems.mjs";

/**
 * `pnpm release` packs and checks every public package and says what would be published. `pnpm release --publish` publishes
 * the tarballs that were checked, what others depend on first; versions that npm has already are left alone, so that a
 * release that failed half-way is finished by calling it again. `--provenance` needs a CI that npm trusts.
 */
const { values } = parseArgs({
  options: { publish: { type: "boolean", default: false }, provenance: { type: "boolean", default: false } },
});
const temporary = mkdtempSync(join(tmpdir(), "tagledger-release-"));
try {
  process.exitCode = await release();
} finally {
  rmSync(temporary, { recursive: true, force: true });
}

async function release() {
  const all = inOrder(await packAll(temporary));
  for (const [index, packed] of all.entries()) {
    const problems = await tarballProblems(packed, join(temporary, String(index)));
    if (values.provenance && packed.manifest["repository"] === undefined) {
      problems.push(`package.json: "repository" must name the repository that the provenance is of`);
    }
    for (const problem of problems) console.error(`${packed.name}: ${problem}`);
    if (problems.length > 0) return 1;
  }
  for (const { name, tarball, manifest } of all) {
    const label = `${name}@${manifest["version"]}`;
    if (values.publish && (await isPublished(label))) {
      console.log(`${label}: npm has it`);
      continue;
    }
    const options = [...(values.publish ? [] : ["--dry-run"]), ...(values.provenance ? ["--provenance"] : [])];
    const status = await run([
      "npm",
      "publish",
      tarball,
      "--access",
      "public",
      "--ignore-scripts",
      "--loglevel=warn",
      ...options,
    ]);
    if (status !== 0) return status;
  }
  console.log(values.publish ? "Published. Now: pnpm changeset tag, and push the tags." : "Nothing was published.");
  return 0;
}

/** @param {string} label */
async function isPublished(label) {
  const { status, stdout } = await capture(["npm", "view", label, "version", "--loglevel=silent"]);
  return status === 0 && stdout.trim() !== "";
}
