import { execFile } from "node:child_process";
import { basename } from "node:path";
import { promisify } from "node:util";
import { ensureTool } from "@tagledger/ci/ensure-tool";

/** @typedef {{ path: string, version: string }} FoundServer */

/** @type {Promise<FoundServer> | undefined} */
let found;

/**
 * The server that the tests run against, Redis or Valkey. The first call of a process prints which one it is: a result
 * means little without it.
 *
 * @returns {Promise<FoundServer>}
 * @throws when there is none and none can be installed; the message is the command that would.
 */
export function findServer() {
  found ??= find();
  return found;
}

async function find() {
  const path = await ensureTool("redis-server");
  const { stdout } = await promisify(execFile)(path, ["--version"]);
  const [, brand, version] = /^(\w+) server v=(\S+)/.exec(stdout) ?? [];
  if (brand === undefined || version === undefined) {
    throw new Error(`${basename(path)} --version is neither Redis nor Valkey: ${stdout}`);
  }
  console.log(`${brand.toLowerCase()}-server ${version} (${path})`);
  return { path, version };
}
