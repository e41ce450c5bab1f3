import { readFileSync } from "node:fs";
import { join } from "node:path";
import { waitUntil } from "@tagledger/fleet";
import { spawnServer } from "./child.mjs";
import { CONFIGURATION_FILE, OUTPUT_FILE } from "./configuration.mjs";
import { findServer } from "./find-server.mjs";
import { parseFields } from "./info.mjs";
import { sendCommand } from "./send-command.mjs";

/**
 * Starts the server whose configuration stands in a folder, and waits until it answers.
 *
 * @param {object} options
 * @param {string} options.folder
 * @param {boolean} options.temporary whether the folder goes when this process ends
 * @param {number} options.port where it will answer
 * @param {string | undefined} options.password
 * @param {boolean} options.sentinel
 * @param {Readonly<Record<string, string>>} options.environment
 * @returns {Promise<import("./child.mjs").Life>}
 * @throws with the last lines that it printed
 */
export async function launch({ folder, temporary, port, password, sentinel, environment }) {
  const { path } = await findServer();
  const life = await spawnServer([path, join(folder, CONFIGURATION_FILE), ...(sentinel ? ["--sentinel"] : [])], {
    cwd: folder,
    env: { ...process.env, ...environment },
    output: join(folder, OUTPUT_FILE),
    temporary,
  });
  try {
    await waitUntil(
      async () => {
        const answered = await answers({ port, password, pid: life.child.pid });
        if (life.over !== undefined) throw new Error(`the server ended with ${life.over}`);
        return answered;
      },
      { timeoutMs: 15_000, what: `an answer on port ${port}` },
    );
    return life;
  } catch (error) {
    life.child.kill("SIGKILL");
    await life.ended;
    throw new Error(`the server on port ${port} did not start\n${readOutput(folder)}`, { cause: error });
  }
}

/**
 * Whether this very process answers: the port may belong to another server, which would answer just as well.
 *
 * @param {{ port: number, password: string | undefined, pid: number | undefined }} server
 */
async function answers({ port, password, pid }) {
  const target = { port, password, timeoutMs: 1_000 };
  try {
    if ((await sendCommand(target, ["PING"])) !== "PONG") return false;
    return parseFields(String(await sendCommand(target, ["INFO", "server"]))).process_id === String(pid);
  } catch {
    return false;
  }
}

/**
 * @param {string} folder
 * @returns {string} the last lines that the server printed
 */
export function readOutput(folder) {
  return readFileSync(join(folder, OUTPUT_FILE), "utf8").split("\n").slice(-40).join("\n");
}
