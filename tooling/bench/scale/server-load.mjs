import { sendCommand } from "@tagledger/redis-servers";

/** @typedef {Awaited<ReturnType<typeof import("@tagledger/redis-servers").startStandalone>>} Server */

/**
 * What a server has done since it started.
 *
 * @typedef {object} Work
 * @property {number} atMs
 * @property {number} cpuSeconds
 * @property {number} inBytes
 * @property {number} outBytes
 * @property {ReadonlyMap<string, { readonly calls: number, readonly us: number }>} commands
 */

/**
 * @param {Server} server
 * @returns {Promise<Work>}
 */
export async function readWork(server) {
  const info = await readInfo(server, "everything");
  const field = (/** @type {string} */ name) => Number(new RegExp(`^${name}:(.+)$`, "m").exec(info)?.[1]);
  const commands = [...info.matchAll(/^cmdstat_(\S+?):calls=(\d+),usec=(\d+)/gm)].map(
    ([, name = "", calls, us]) => /** @type {const} */ ([name, { calls: Number(calls), us: Number(us) }]),
  );
  return {
    atMs: performance.now(),
    cpuSeconds: field("used_cpu_sys") + field("used_cpu_user"),
    inBytes: field("total_net_input_bytes"),
    outBytes: field("total_net_output_bytes"),
    commands: new Map(commands),
  };
}

/**
 * A server under this load may take long to answer.
 *
 * @param {Server} server
 * @param {string} section
 * @returns {Promise<string>}
 */
export async function readInfo({ port }, section) {
  return String(await sendCommand({ port, timeoutMs: 60_000 }, ["INFO", section]));
}

/**
 * What a server did between two looks, for each second. Of the commands only those that clients send: the ones inside a
 * script are part of its time.
 *
 * @param {Work} before
 * @param {Work} after
 */
export function workPerSecond(before, after) {
  const seconds = (after.atMs - before.atMs) / 1000;
  const commands = ["getex", "evalsha"].map((name) => {
    const calls = (after.commands.get(name)?.calls ?? 0) - (before.commands.get(name)?.calls ?? 0);
    const us = (after.commands.get(name)?.us ?? 0) - (before.commands.get(name)?.us ?? 0);
    return { name, perSecond: calls / seconds, us: us / calls };
  });
  return {
    commands,
    cpu: (after.cpuSeconds - before.cpuSeconds) / seconds,
    inBytes: (after.inBytes - before.inBytes) / seconds,
    outBytes: (after.outBytes - before.outBytes) / seconds,
  };
}
