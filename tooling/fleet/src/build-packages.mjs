import { readFile, realpath } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { spawnShell } from "./child.mjs";
import { captureOutput } from "./output.mjs";

/**
 * Runs the `build` script of every workspace package that a package depends on, dependencies first. A task runner would
 * need the package manager on PATH; this needs only what is installed.
 *
 * @param {string} packageDir
 * @param {Set<string>} [done] what need not be built again
 */
export async function buildPackages(packageDir, done = new Set()) {
  /** @type {{ dependencies?: Record<string, string>, scripts?: Record<string, string> }} */
  const { dependencies = {} } = await manifest(packageDir);
  for (const [name, range] of Object.entries(dependencies)) {
    if (!range.startsWith("workspace:")) continue;
    const dir = await realpath(join(packageDir, "node_modules", name));
    if (done.has(dir)) continue;
    done.add(dir);
    await buildPackages(dir, done);
    const { scripts: { build } = {} } = await manifest(dir);
    if (build !== undefined) await runScript(build, dir);
  }
}

/**
 * @param {string} dir
 * @returns {Promise<{ dependencies?: Record<string, string>, scripts?: Record<string, string> }>}
 */
async function manifest(dir) {
  return JSON.parse(await readFile(join(dir, "package.json"), "utf8"));
}

/**
 * @param {string} script
 * @param {string} dir
 */
async function runScript(script, dir) {
  const PATH = [join(dir, "node_modules", ".bin"), process.env.PATH].join(delimiter);
  const { child, ended } = spawnShell(script, { cwd: dir, env: { ...process.env, PATH } });
  const output = captureOutput(child, { lines: 200 });
  const outcome = await ended;
  if (outcome !== "code 0") throw new Error(`\`${script}\` failed in ${dir}: ${outcome}\n${output.tail()}`);
}
