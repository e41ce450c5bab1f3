import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { rolldown } from "rolldown";
import { filesOf } from "./tarball-problems.mjs";

/** Bytes of one package: as downloaded, as installed, and what a bundler makes of its modules for next.config. */
/** @typedef {Record<string, number>} Sizes */

/** What an app's bundle leaves out: Next.js has it, or the server loads it from `node_modules`. */
const EXTERNAL = [/^node:/, /^next(?:\/|$)/, /^react(?:\/|-dom|$)/, "redis", "ioredis"];

/**
 * @param {import("./pack.mjs").PackedPackage} packed
 * @param {string} root the unpacked package.
 * @returns {Promise<Sizes>}
 */
export async function sizesOf({ directory, manifest, tarball }, root) {
  /** @type {Sizes} */
  const sizes = {
    packed: statSync(tarball).size,
    unpacked: filesOf(root).reduce((total, file) => total + statSync(join(root, file)).size, 0),
  };
  for (const [name, target] of handlersOf(manifest)) {
    const entry = join(directory, target);
    sizes[`${name} in a node bundle`] = await bundledSize(entry, "nodejs");
    // The only one that Next.js puts into edge routes.
    if (name === "./incremental") sizes[`${name} in an edge bundle`] = await bundledSize(entry, "edge");
  }
  return sizes;
}

/**
 * @param {Record<string, any>} manifest
 * @returns {[string, string][]} what next.config names, with the file.
 */
function handlersOf({ exports = {} }) {
  const names = ["./use-cache", "./use-cache-near", "./incremental", "./next"];
  return names.flatMap((name) => (exports[name] === undefined ? [] : [[name, exports[name].default]]));
}

/**
 * @param {string} input
 * @param {"nodejs" | "edge"} runtime
 * @returns {Promise<number>} bytes of all chunks, minified.
 */
async function bundledSize(input, runtime) {
  const build = await rolldown({
    input,
    platform: runtime === "edge" ? "browser" : "node",
    external: EXTERNAL,
    transform: { define: { "process.env.NEXT_RUNTIME": JSON.stringify(runtime) } },
    logLevel: "silent",
  });
  const { output } = await build.generate({ minify: true, codeSplitting: true });
  await build.close();
  return output.reduce((total, chunk) => total + (chunk.type === "chunk" ? Buffer.byteLength(chunk.code) : 0), 0);
}

const BUDGET = new URL("../size-budget.json", import.meta.url);

/** @returns {Record<string, Sizes>} the most bytes that each may have, by package and measure. */
export function readBudget() {
  return JSON.parse(readFileSync(BUDGET, "utf8"));
}

/**
 * @param {string} name of the package.
 * @param {Sizes} sizes
 * @param {Record<string, Sizes>} budget
 * @returns {string[]} what is too large, or has no budget, and what to do about it.
 */
export function budgetProblems(name, sizes, budget) {
  return Object.entries(sizes).flatMap(([measure, bytes]) => {
    const allowed = budget[name]?.[measure];
    if (allowed === undefined) {
      return [`size: ${measure} has no budget: give it ${suggestion(bytes)} in tooling/release/size-budget.json`];
    }
    if (bytes <= allowed) return [];
    const excess = `size: ${measure} has ${bytes} bytes, ${bytes - allowed} more than its budget of ${allowed}`;
    return [
      `${excess}. Look for what has grown: a new dependency, a file that need not be published ("files" in package.json),` +
        ` or code that only some need. If it is worth it, set ${suggestion(bytes)} in tooling/release/size-budget.json.`,
    ];
  });
}

/**
 * @param {number} bytes
 * @returns {number} with a tenth to spare.
 */
function suggestion(bytes) {
  return Math.ceil((bytes * 1.1) / 1000) * 1000;
}
