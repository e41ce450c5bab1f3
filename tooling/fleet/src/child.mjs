import { spawn } from "node:child_process";

/** @type {Map<import("node:child_process").ChildProcess, () => void>} what runs, and how it is ended at once */
const running = new Map();

// A paused process cannot hear a polite signal, and there is no time for one here.
process.on("exit", () => {
  for (const end of running.values()) end();
});

/**
 * Starts a node process that does not outlive this one. Standard input stays open as long as this process lives: a
 * child that watches it (see `preload.cjs`) also ends when this process is killed without a chance to clean up.
 *
 * @param {readonly string[]} args
 * @param {{ cwd: string, env: NodeJS.ProcessEnv, node?: string, cpu?: number }} options `node` is another one than ours;
 * `cpu` is the only core the process may use (Linux).
 */
export function spawnNode(args, { cwd, env, node = process.execPath, cpu }) {
  const command = [...(cpu === undefined ? [] : ["taskset", "--cpu-list", String(cpu)]), node, ...args];
  const [file = node, ...rest] = command;
  const child = spawn(file, rest, { cwd, env, stdio: ["pipe", "pipe", "pipe"] });
  // The pipe breaks when the child is killed; that is no news.
  child.stdin.on("error", () => {});
  return { child, ended: follow(child, () => child.kill("SIGKILL")) };
}

/**
 * Runs a script of a manifest, which may start further processes: they are a group, and end as one.
 *
 * @param {string} script
 * @param {{ cwd: string, env: NodeJS.ProcessEnv }} options
 */
export function spawnShell(script, { cwd, env }) {
  const child = spawn(script, { cwd, env, shell: true, detached: true, stdio: ["ignore", "pipe", "pipe"] });
  const end = () => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
    } catch {
      // It has ended by itself.
    }
  };
  return { child, ended: follow(child, end) };
}

/**
 * @param {import("node:child_process").ChildProcess} child
 * @param {() => void} end
 * @returns {Promise<string>} how it ended
 */
function follow(child, end) {
  running.set(child, end);
  return new Promise((resolve) => {
    child.once("error", (error) => {
      running.delete(child);
      resolve(error.message);
    });
    child.once("close", (code, signal) => {
      running.delete(child);
      resolve(signal ?? `code ${code}`);
    });
  });
}
