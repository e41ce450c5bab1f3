import { waitUntil } from "@tagledger/fleet";
import { readInfo } from "./info.mjs";
import { PATIENT_REPLICATION } from "./time-offset.mjs";
import { startTogether } from "./together.mjs";

/** @typedef {import("./standalone.mjs").Server} Server */
/** @typedef {Pick<import("./standalone.mjs").ServerOptions, "config" | "timeOffset">} SharedOptions */

/**
 * A primary and a replica that follows it. The options are for both.
 *
 * @param {SharedOptions} [options]
 */
export function startReplicated(options) {
  return startTogether((start) => startPair(start, options));
}

/**
 * @param {typeof import("./standalone.mjs").startServer} start
 * @param {SharedOptions} [options]
 */
export async function startPair(start, { config, timeOffset } = {}) {
  const shared = dataNode({ config, timeOffset });
  const primary = await start(shared);
  const replica = await start({
    ...shared,
    config: { ...shared.config, replicaof: `${primary.host} ${primary.port}` },
  });
  await waitUntil(() => follows(replica), { timeoutMs: 15_000, what: "the link of the replica" });
  return { primary, replica };
}

/**
 * @param {{ config: Record<string, string> | undefined, timeOffset: import("./time-offset.mjs").TimeOffset | undefined }} options
 * @returns {import("./standalone.mjs").ServerOptions & { config: Record<string, string> }}
 */
export function dataNode({ config, timeOffset }) {
  return {
    config: {
      save: "",
      appendonly: "no",
      // By default a primary waits five seconds for more replicas to come.
      "repl-diskless-sync-delay": "0",
      ...(timeOffset && PATIENT_REPLICATION),
      ...config,
    },
    ...(timeOffset && { timeOffset }),
  };
}

/**
 * Waits until a replica has all that its primary has now. `WAIT` does not say: it goes by what its own connection wrote,
 * and each command here has a new one.
 *
 * @param {Server} primary
 * @param {Server} replica
 */
export async function catchUp(primary, replica) {
  const { master_repl_offset: goal } = await readInfo(primary, "replication");
  await waitUntil(async () => Number((await readInfo(replica, "replication")).slave_repl_offset) >= Number(goal), {
    what: `the replica's arrival at offset ${goal}`,
  });
}

/**
 * @param {Server} replica
 * @returns {Promise<boolean>} whether it is a replica that has the data of its primary
 */
export async function follows(replica) {
  const { role, master_link_status: link } = await readInfo(replica, "replication");
  return role === "slave" && link === "up";
}
