import { run } from "./command.mjs";

/** What can be said of the repository without running it. Needs the packages built. */
const CHECKS = [
  { name: "lint", command: ["oxlint"] },
  { name: "format", command: ["oxfmt", "--check", "."] },
  { name: "types", command: ["turbo", "run", "typecheck", "--ui=stream", "--continue", "--output-logs=errors-only"] },
  { name: "workspace", command: ["sherif", "--fail-on-warnings"] },
  { name: "layers", command: ["node", "tooling/layers/check.mjs"] },
  { name: "error pages", command: ["node", "tooling/ci/error-pages.mjs"] },
  { name: "packages", command: ["node", "tooling/release/bin/check.mjs"] },
  { name: "lockfile", command: ["node", "tooling/ci/lockfile.mjs"] },
];

/**
 * Runs every check, also after one has failed.
 *
 * @returns {Promise<import("./tally.mjs").Row[]>}
 */
export async function runChecks() {
  const rows = [];
  for (const { name, command } of CHECKS) rows.push(await runAsRow(`check: ${name}`, command));
  return rows;
}

/**
 * @param {string} name
 * @param {readonly string[]} command
 * @returns {Promise<import("./tally.mjs").Row>} one item, passed or failed.
 */
export async function runAsRow(name, command) {
  console.log(`\n── ${name}`);
  const startedAt = performance.now();
  const status = await run(command);
  const passed = status === 0;
  return {
    name,
    passed: Number(passed),
    failed: Number(!passed),
    skipped: 0,
    seconds: (performance.now() - startedAt) / 1000,
    notes: passed ? [] : [`${command.join(" ")} ended with status ${status}`],
  };
}
