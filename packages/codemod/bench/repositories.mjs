// Runs all transforms over copies of source trees, and prints what became of every use of the APIs.
//
//   node bench/repositories.mjs [--mode recommended] [--keep directory] [--prettier module] tree…
//
// It needs a build (`pnpm build`). The trees stay as they are. With the path of prettier's module it also says how many lines
// changed for each line that any tool would have had to change: those that differ when both texts are formatted.
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { diffLines } from "diff";
import { DEFAULT_OPTIONS } from "../dist/options.js";
import { parse } from "../dist/parse.js";
import { run } from "../dist/run/run.js";
import { styleOf } from "../dist/style.js";
import { TRANSFORMS } from "../dist/transforms.js";
import { syntaxError } from "../dist/verify.js";

const API =
  /\b(?:unstable_cache|revalidateTag|unstable_cacheTag|unstable_cacheLife|unstable_expireTag|unstable_expirePath)\b/;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    mode: { type: "string", default: "recommended" },
    keep: { type: "string" },
    prettier: { type: "string" },
    only: { type: "string", multiple: true },
  },
});
const prettier = values.prettier && (await import(pathToFileURL(resolve(values.prettier)).href));
const transforms = TRANSFORMS.filter(({ name }) => values.only === undefined || values.only.includes(name));
// What the trees declare is old by now; the question is what happens when they get to Next.js 16.
const options = { ...DEFAULT_OPTIONS, mode: values.mode, enableCacheComponents: true, next: 16 };
const work = values.keep ?? mkdtempSync(join(tmpdir(), "repositories-"));

const rows = [];
for (const tree of positionals.map((path) => resolve(path))) rows.push(await measure(tree));
print(rows);
if (values.keep === undefined) rmSync(work, { recursive: true, force: true });

async function measure(tree) {
  const copy = join(work, basename(tree));
  rmSync(copy, { recursive: true, force: true });
  mkdirSync(copy, { recursive: true });
  for (const name of readdirSync(tree)) {
    if (name !== ".git" && name !== "node_modules") cpSync(join(tree, name), join(copy, name), { recursive: true });
  }
  // A mark of where the project ends, for a copy has no git.
  writeFileSync(join(copy, ".keep"), "");
  const row = { name: basename(tree), files: 0, changed: {}, left: {}, wrong: [], lines: 0, least: 0, findings: [] };
  const once = request(copy, true);
  for (const { results, problems } of once) {
    for (const { path, problem } of problems) row.wrong.push(`${path}: ${problem}`);
    for (const result of results) await judge(result, row);
  }
  for (const { results } of request(copy, false)) {
    for (const { path, before, after } of results) if (before !== after) row.wrong.push(`${path}: changes again`);
  }
  return row;
}

function request(target, write) {
  try {
    return run({ targets: [target], transforms, options, include: [], exclude: [], write, force: true });
  } catch (error) {
    return [{ results: [], problems: [{ path: target, problem: `crash: ${error.stack}` }] }];
  }
}

async function judge({ path, before, after, findings, failure }, row) {
  if (API.test(before)) row.files++;
  if (failure !== undefined) row.wrong.push(`${path}: ${failure}`);
  for (const finding of findings) {
    row.findings.push({ path, ...finding });
    if (finding.kind === "note") continue;
    const counts = finding.kind === "changed" ? row.changed : row.left;
    const key = finding.kind === "changed" ? finding.transform : `${finding.transform}/${finding.reason}`;
    counts[key] = (counts[key] ?? 0) + 1;
  }
  if (before === after) return;
  const error = syntaxError(path, after) ?? parseError(path, after);
  if (error !== undefined) row.wrong.push(`${path}: does not parse: ${error}`);
  const lines = changedLines(before, after);
  const least = await leastLines(path, before, after);
  if (least === undefined) return;
  row.lines += lines;
  row.least += least;
  if (lines > least * 1.5 + 4) console.error(`  many lines: ${path} ${lines} of ${least}`);
}

function parseError(path, text) {
  if (path.endsWith(".json")) return undefined;
  try {
    parse(path, text);
    return undefined;
  } catch (error) {
    return error.message;
  }
}

function changedLines(before, after) {
  return diffLines(before, after)
    .filter(({ added, removed }) => added || removed)
    .reduce((sum, { count }) => sum + count, 0);
}

async function leastLines(path, before, after) {
  if (!prettier) return undefined;
  const { quote, semi, indent } = styleOf(before);
  const long = before.split("\n").filter(({ length }) => length > 80).length;
  const style = {
    filepath: path,
    singleQuote: quote === "'",
    semi: semi === ";",
    useTabs: indent === "\t",
    tabWidth: indent === "\t" ? 2 : indent.length,
    printWidth: long * 50 > before.split("\n").length ? 100 : 80,
  };
  try {
    return changedLines(await prettier.format(before, style), await prettier.format(after, style));
  } catch {
    return undefined;
  }
}

function print(all) {
  const sum = (counts) => Object.values(counts).reduce((total, count) => total + count, 0);
  const total = { name: "all", files: 0, changed: {}, left: {}, wrong: [], lines: 0, least: 0 };
  for (const row of all) {
    for (const field of ["files", "lines", "least"]) total[field] += row[field];
    for (const field of ["changed", "left"]) {
      for (const [key, count] of Object.entries(row[field])) total[field][key] = (total[field][key] ?? 0) + count;
    }
    total.wrong.push(...row.wrong.map((line) => `${row.name}/${line}`));
  }
  console.table(
    [...all, total].map(({ name, files, changed, left, wrong, lines, least }) => ({
      tree: name,
      files,
      sites: sum(changed) + sum(left),
      automatic: sum(changed),
      left: sum(left),
      wrong: wrong.length,
      lines,
      "of the least": least === 0 ? "" : (lines / least).toFixed(3),
    })),
  );
  const sorted = (counts) => Object.fromEntries(Object.entries(counts).toSorted(([, a], [, b]) => b - a));
  console.log("automatic", sorted(total.changed));
  console.log("left", sorted(total.left));
  for (const line of total.wrong) console.log("wrong", line);
  if (values.keep !== undefined) writeFileSync(join(work, "findings.json"), JSON.stringify(all, undefined, 1));
}
