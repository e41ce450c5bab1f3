import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The root of the repository. */
export const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** @type {{ packageManager: string }} */
const manifest = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));

/** Calls the pnpm of this repository, which nobody needs to have installed. */
export const PNPM = ["npx", "--yes", manifest.packageManager];

const ENVIRONMENT = {
  ...process.env,
  PATH: [
    ...["", "tooling/ci", "tooling/release"].map((folder) => join(ROOT, folder, "node_modules/.bin")),
    process.env["PATH"],
  ].join(delimiter),
  CI: process.env["CI"] ?? "true",
  DO_NOT_TRACK: "1",
  NEXT_TELEMETRY_DISABLED: "1",
  TURBO_NO_UPDATE_NOTIFIER: "1",
  TURBO_TELEMETRY_DISABLED: "1",
};

/**
 * Runs a command in the root of the repository, with the repository's own programs first on the PATH and nothing on
 * its standard input. What it writes goes straight through.
 *
 * @param {readonly string[]} command
 * @param {NodeJS.ProcessEnv} [environment] added to the environment.
 * @returns {Promise<number>} the exit status; 1 when it was ended by a signal, 127 when it could not be started.
 */
export function run([program = "", ...rest], environment = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, rest, {
      cwd: ROOT,
      env: { ...ENVIRONMENT, ...environment },
      stdio: ["ignore", "inherit", "inherit"],
    });
    child.on("error", (error) => {
      console.error(error.message);
      resolve(127);
    });
    child.on("exit", (status) => resolve(status ?? 1));
  });
}

/**
 * Runs a command like {@link run}, but keeps what it writes to its standard output.
 *
 * @param {readonly string[]} command
 * @param {{ cwd?: string }} [options] `cwd` instead of the root.
 * @returns {Promise<{ status: number, stdout: string, stderr: string }>}
 */
export function capture([program = "", ...rest], { cwd = ROOT } = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, rest, { cwd, env: ENVIRONMENT, stdio: ["ignore", "pipe", "pipe"] });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text) => (stderr += text));
    child.on("error", (error) => resolve({ status: 127, stdout, stderr: error.message }));
    child.on("close", (status) => resolve({ status: status ?? 1, stdout, stderr }));
  });
}
