import { execFile, spawn } from "node:child_process";
import { closeSync, openSync, rmSync } from "node:fs";
import { promisify } from "node:util";
import { forgetShared } from "./time-offset.mjs";

/** @type {Map<import("node:child_process").ChildProcess, string>} what runs, and the folder that goes with it */
const running = new Map();

process.on("exit", endAll);
// A test runner ends its workers by a signal, and then nobody hears of an exit. Where somebody else listens, it is theirs.
for (const signal of /** @type {const} */ (["SIGHUP", "SIGINT", "SIGTERM"])) {
  process.once(signal, () => {
    if (process.listenerCount(signal) > 0) return;
    endAll();
    process.kill(process.pid, signal);
  });
}

function endAll() {
  for (const child of running.keys()) child.kill("SIGKILL");
  for (const [child, folder] of running) {
    forgetShared(child.pid);
    try {
      if (folder !== "") rmSync(folder, { recursive: true, force: true });
    } catch {
      // The server may still be writing its last words; a folder left in the temp folder harms nobody.
    }
  }
}

/** @type {Promise<string[]> | undefined} */
let lifeline;

/**
 * What to put before a command so that the kernel ends it when this process is killed and runs no exit handler. It
 * replaces itself by the command, which so keeps the process id. Not every system has it.
 *
 * @returns {Promise<string[]>}
 */
function findLifeline() {
  const prefix = ["setpriv", "--pdeathsig", "KILL"];
  lifeline ??= promisify(execFile)("setpriv", [...prefix.slice(1), "true"]).then(
    () => prefix,
    () => [],
  );
  return lifeline;
}

/**
 * Starts a server that does not outlive this process. It prints into a file, not a pipe, so that it never waits for a
 * test that is busy.
 *
 * @param {readonly string[]} command
 * @param {{ cwd: string, env: NodeJS.ProcessEnv, output: string, temporary: boolean }} options `temporary` when `cwd` goes with the process
 */
export async function spawnServer(command, { cwd, env, output, temporary }) {
  const [program = "", ...args] = [...(await findLifeline()), ...command];
  const fd = openSync(output, "a");
  const child = spawn(program, args, { cwd, env, stdio: ["ignore", fd, fd] });
  closeSync(fd);
  running.set(child, temporary ? cwd : "");
  const life = {
    child,
    /** How it ended; `undefined` while it runs. */
    over: /** @type {string | undefined} */ (undefined),
    ended: new Promise((resolve) => {
      /** @param {string} how */
      const end = (how) => {
        running.delete(child);
        forgetShared(child.pid);
        life.over = how;
        resolve(how);
      };
      child.once("error", (error) => end(error.message));
      child.once("exit", (code, signal) => end(signal ?? `code ${code}`));
    }),
  };
  return life;
}

/** @typedef {Awaited<ReturnType<typeof spawnServer>>} Life */
