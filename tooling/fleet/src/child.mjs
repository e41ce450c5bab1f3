import { spawn } from "node:child_process";

/** @type {Set<import("node:child_process").ChildProcess>} */
const running = new Set();

// A paused process cannot hear a polite signal, and there is no time for one here.
process.on("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});

/**
 * Starts a node process that does not outlive this one. Standard input stays open as long as this process lives: a
 * child that watches it (see `preload.cjs`) also ends when this process is killed without a chance to clean up.
 *
 * @param {readonly string[]} args
 * @param {{ cwd: string, env: NodeJS.ProcessEnv }} options
 */
export function spawnNode(args, { cwd, env }) {
  const child = spawn(process.execPath, [...args], { cwd, env, stdio: ["pipe", "pipe", "pipe"] });
  running.add(child);
  // The pipe breaks when the child is killed; that is no news.
  child.stdin.on("error", () => {});
  /** @type {Promise<string>} */
  const ended = new Promise((resolve) => {
    child.once("error", (error) => {
      running.delete(child);
      resolve(error.message);
    });
    child.once("close", (code, signal) => {
      running.delete(child);
      resolve(signal ?? `code ${code}`);
    });
  });
  return { child, ended };
}
