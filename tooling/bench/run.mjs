import { execFileSync } from "node:child_process";
import { cpus, totalmem } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { buildPackages } from "@tagledger/fleet";
import { isReached } from "./report/rows.mjs";
import { writeReport } from "./report/write.mjs";

/*
 * pnpm bench [scenario …] [--peers] [--moment] [--out <folder>]
 *
 * Measures everything, or the scenarios that are named, and writes the report into docs/benchmarks. With `--peers`
 * those are among them that install published handlers; `--moment` only shows that everything works, and writes nothing
 * without `--out`.
 */

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    peers: { type: "boolean", default: false },
    moment: { type: "boolean", default: false },
    out: { type: "string" },
  },
});
const here = fileURLToPath(new URL(".", import.meta.url));
const out =
  values.out ?? (values.moment ? undefined : fileURLToPath(new URL("../../docs/benchmarks", import.meta.url)));

await buildPackages(here);
const { ensureTool } = await import("../ci/ensure-tool.mjs");
for (const tool of ["redis-server", "wrk"]) await ensureTool(tool);
const { scenarios } = await import("./scenarios.mjs");
const unknown = positionals.filter((name) => !scenarios.some((one) => one.name === name));
if (unknown.length > 0) {
  console.error(
    `There is no scenario ${unknown.join(", ")}; there are ${scenarios.map(({ name }) => name).join(", ")}.`,
  );
  process.exit(2);
}

/** @type {import("./report/write.mjs").Measured[]} */
const measured = [];
for (const { name, title, installs, run } of scenarios) {
  const isWanted = positionals.length === 0 ? values.peers || installs !== true : positionals.includes(name);
  if (!isWanted) continue;
  const say = (/** @type {string} */ line) => console.log(`${name}: ${line}`);
  const effort = values.moment ? "moment" : "full";
  const rows = await run({ effort, say });
  measured.push({ name, title, rows });
  if (out !== undefined) await writeReport(out, { ...whereAndWhen(), scenarios: measured });
}
for (const row of measured.flatMap(({ rows }) => rows)) {
  const reached = isReached(row);
  const verdict = reached === undefined ? "" : reached ? "reached" : "MISSED";
  const { scenario, subject, tags, median, unit, ratio, target, error } = row;
  const figure = error ?? `${median?.toPrecision(4)} ${unit}, ratio ${ratio?.toFixed(3) ?? "-"} (${target ?? "-"})`;
  console.log(`${scenario} · ${subject}${tags ? ` · ${tags} tags` : ""}: ${figure} ${verdict}`);
}

function whereAndWhen() {
  const [cpu] = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  const commit = execFileSync("git", ["rev-parse", "--short", "HEAD"], { cwd: here, encoding: "utf8" }).trim();
  return {
    machine: `${cpus().length} cores (${cpu?.model.trim()}), ${memory} GiB, Node.js ${process.version}`,
    date: new Date().toISOString(),
    commit,
  };
}
