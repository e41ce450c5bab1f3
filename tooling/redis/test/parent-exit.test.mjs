import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { createInterface } from "node:readline";
import { expect, test } from "vitest";
import { findServer } from "../src/index.mjs";
import { isAlive } from "./is-alive.mjs";

const index = new URL("../src/index.mjs", import.meta.url).href;

/**
 * @param {string} ending what the process does when its server runs
 * @param {NodeJS.ProcessEnv} [env]
 */
async function startElsewhere(ending, env = {}) {
  const script = `
    import { startStandalone } from ${JSON.stringify(index)};
    const { pid, folder } = await startStandalone();
    console.log(JSON.stringify({ pid, folder }));
    ${ending}`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", script], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, ...env },
  });
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith("{")) return { child, .../** @type {{ pid: number, folder: string }} */ (JSON.parse(line)) };
  }
  throw new Error("the process ended without a server");
}

test.for([
  ["exits", "process.exit(1);"],
  ["is terminated", "setInterval(() => {}, 1000); process.kill(process.pid, 'SIGTERM');"],
])("a process that %s takes its server and folder along", async ([, ending = ""]) => {
  // Without PATH the kernel cannot be asked to end the server, so that the process has to.
  const { path } = await findServer();
  const { child, pid, folder } = await startElsewhere(ending, { PATH: "", REDIS_SERVER: path });
  await expect.poll(() => isAlive(pid)).toBe(false);
  await expect.poll(() => existsSync(folder)).toBe(false);
  await expect.poll(() => child.exitCode ?? child.signalCode).toBe(ending.includes("SIGTERM") ? "SIGTERM" : 1);
});

test.runIf(process.platform === "linux")("a process that is killed takes its server along", async () => {
  const { child, pid, folder } = await startElsewhere("setInterval(() => {}, 1000);");
  expect(isAlive(pid)).toBe(true);
  child.kill("SIGKILL");
  await expect.poll(() => isAlive(pid)).toBe(false);
  await rm(folder, { recursive: true, force: true });
});
