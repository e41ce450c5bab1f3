import { runAsRow, runChecks } from "./checks.mjs";
import { printSummary } from "./tally.mjs";

/** `pnpm run check`: builds, then runs every static check. */
const rows = [
  await runAsRow("build", ["turbo", "run", "build", "--ui=stream", "--continue", "--output-logs=errors-only"]),
];
rows.push(...(await runChecks()));
process.exitCode = printSummary(rows);
