import { spawn } from "node:child_process";

/**
 * Runs a command that only ends when it is told to: at Ctrl-C, after its first line.
 *
 * @param {string} bin
 * @param {readonly string[]} args
 * @returns {Promise<number>} the exit status, 1 when it never said a word.
 */
export function tail(bin, args) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [bin, ...args], { stdio: ["ignore", "pipe", "inherit"] });
    let spoke = false;
    child.stdout.on("data", (chunk) => {
      process.stdout.write(chunk);
      spoke = true;
      child.kill("SIGINT");
    });
    child.on("close", (status) => resolve(spoke ? (status ?? 1) : 1));
  });
}
