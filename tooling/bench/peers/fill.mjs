import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
const PROGRAM = fileURLToPath(new URL("invalidate.mjs", import.meta.url));

/**
 * @typedef {object} Filling
 * @property {import("./install.mjs").Installed} installed
 * @property {string} redisUrl
 * @property {string} prefix
 * @property {number} count of tags
 */

/**
 * Brings a peer's Redis into the state after `revalidateTag(tag, { expire: 0 })` on as many different tags, by calling
 * the peer's own handlers as Next.js does. What is in Redis afterwards, if anything, is the peer's business.
 *
 * @param {Pick<import("./peers.mjs").Description, "nextConfig" | "env">} peer
 * @param {Filling} filling
 * @throws with what the handlers wrote when one of the calls failed
 */
export async function fillTags({ nextConfig, env }, { installed: { folder, node }, redisUrl, prefix, count }) {
  if (count === 0) return;
  try {
    await run(node, [PROGRAM, JSON.stringify({ config: nextConfig(folder), count })], {
      cwd: folder,
      env: { ...process.env, ...env(redisUrl, prefix), NODE_ENV: "production" },
      maxBuffer: 2 ** 26,
    });
  } catch (error) {
    const { stderr = "" } = /** @type {{ stderr?: string }} */ (error);
    const [reason = "the handlers ended early"] = /^\w*Error: .*$/m.exec(stderr) ?? [];
    throw new Error(`${count} tags could not be invalidated: ${reason}`, { cause: error });
  }
}
