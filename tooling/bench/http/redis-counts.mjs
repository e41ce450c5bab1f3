/**
 * @typedef {object} Counts
 * @property {number} commands that the server executed, those inside of scripts included
 * @property {number} bytes in both directions
 */

/** What no request asks for: this here, and what a client says when it connects. */
const OURS = new Set(["info", "client|setinfo", "hello", "command"]);

/**
 * @param {import("@tagledger/redis-servers").Server} server
 * @returns {Promise<Counts>}
 */
export async function readCounts(server) {
  const stats = String(await server.command("INFO", "stats"));
  const commands = String(await server.command("INFO", "commandstats"));
  const field = (/** @type {string} */ name) => Number(new RegExp(`^${name}:(\\d+)`, "m").exec(stats)?.[1]);
  const calls = [...commands.matchAll(/^cmdstat_([^:]+):calls=(\d+)/gm)].filter(([, name]) => !OURS.has(name ?? ""));
  return {
    commands: calls.reduce((sum, [, , count]) => sum + Number(count), 0),
    bytes: field("total_net_input_bytes") + field("total_net_output_bytes"),
  };
}
