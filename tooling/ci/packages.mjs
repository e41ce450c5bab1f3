import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { capture, PNPM, ROOT } from "./command.mjs";
import { manifestProblems } from "./manifest.mjs";

/** Packs every public package as it would be published and looks at the result with publint and attw. */
const directories = readdirSync(join(ROOT, "packages")).map((name) => join(ROOT, "packages", name));
const temporary = mkdtempSync(join(tmpdir(), "tagledger-pack-"));
let failed = false;
try {
  for (const directory of directories) {
    const manifest = JSON.parse(readFileSync(join(directory, "package.json"), "utf8"));
    if (manifest.private) continue;
    const problems = await packageProblems(directory);
    console.log(`${manifest.name}: ${problems.length === 0 ? "ok" : `${problems.length} problem(s)`}`);
    for (const problem of problems) console.log(`  ${problem}`);
    failed ||= problems.length > 0;
  }
} finally {
  rmSync(temporary, { recursive: true, force: true });
}
process.exitCode = failed ? 1 : 0;

/**
 * @param {string} directory
 * @returns {Promise<string[]>}
 */
async function packageProblems(directory) {
  const packed = await capture([...PNPM, "--dir", directory, "pack", "--json", "--pack-destination", temporary]);
  if (packed.status !== 0) return [`pnpm pack failed: ${packed.stderr || packed.stdout}`];
  const tarball = JSON.parse(packed.stdout).filename;

  const inTarball = await capture(["tar", "-xzOf", tarball, "package/package.json"]);
  const published = JSON.parse(inTarball.stdout);
  const { buffer } = Uint8Array.from(readFileSync(tarball));
  const { messages } = await publint({ pack: { tarball: buffer }, strict: true });
  const attw = await capture(["attw", tarball, "--profile", "esm-only", "--format", "table-flipped", "--no-color"]);

  return [
    ...manifestProblems(published),
    ...messages.map((message) => `publint: ${formatMessage(message, published, { color: false })}`),
    ...(attw.status === 0 ? [] : [`attw: ${attw.stdout || attw.stderr}`]),
  ];
}
