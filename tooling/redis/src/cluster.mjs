import { readView, serves } from "./cluster-view.mjs";
import { CLUSTER_FILE } from "./configuration.mjs";
import { formCluster } from "./form-cluster.mjs";
import { keySlot } from "./key-slot.mjs";
import { moveSlot } from "./move-slot.mjs";
import { dataNode } from "./replicated.mjs";
import { PATIENT_NODE_TIMEOUT_MS } from "./time-offset.mjs";
import { startTogether } from "./together.mjs";

/** @typedef {import("./standalone.mjs").Server & { readonly id: string }} ClusterNode */

/**
 * Three primaries and three replicas; node 3 follows node 0 at first, and so on. Under controlled time nobody is ever
 * taken for dead, so there is no failover that a test does not order with `CLUSTER FAILOVER`.
 *
 * @param {import("./replicated.mjs").SharedOptions & { nodeTimeoutMs?: number }} [options]
 */
export function startCluster({ nodeTimeoutMs = 2_000, config, timeOffset } = {}) {
  const lastingMs = timeOffset === undefined ? nodeTimeoutMs : PATIENT_NODE_TIMEOUT_MS;
  return startTogether(async (start) => {
    const options = dataNode({
      config: {
        "cluster-enabled": "yes",
        "cluster-config-file": CLUSTER_FILE,
        "cluster-node-timeout": String(lastingMs),
        "cluster-announce-ip": "127.0.0.1",
        // A replica takes over however old its data is: that is what the tests want to see.
        "cluster-replica-validity-factor": "0",
        ...config,
      },
      timeOffset,
    });
    /** @type {ClusterNode[]} */
    const nodes = await Promise.all(
      Array.from({ length: 6 }, async () => {
        const server = await start({ ...options, cluster: true });
        return Object.assign(server, { id: String(await server.command("CLUSTER", "MYID")) });
      }),
    );
    // Nodes talk as often as this timeout needs, and with the patient one the cluster would be long in coming.
    await setNodeTimeout(nodes, nodeTimeoutMs);
    await formCluster(nodes);
    await setNodeTimeout(nodes, lastingMs);
    return {
      nodes,
      addresses: nodes.map(({ host, port }) => ({ host, port })),
      /** @param {number | string} slotOrKey */
      primaryOf: (slotOrKey) => findPrimary(nodes, typeof slotOrKey === "string" ? keySlot(slotOrKey) : slotOrKey),
      /**
       * @param {number} slot
       * @param {ClusterNode} from
       * @param {ClusterNode} to
       */
      moveSlot: (slot, from, to) => moveSlot(nodes, slot, from, to),
    };
  });
}

/**
 * @param {readonly ClusterNode[]} nodes
 * @param {number} timeoutMs
 */
async function setNodeTimeout(nodes, timeoutMs) {
  await Promise.all(nodes.map((node) => node.command("CONFIG", "SET", "cluster-node-timeout", timeoutMs)));
}

/**
 * @param {readonly ClusterNode[]} nodes
 * @param {number} slot
 * @returns {Promise<ClusterNode>} the running node that serves the slot
 * @throws when there is none at the moment
 */
async function findPrimary(nodes, slot) {
  const running = nodes.filter(({ state }) => state === "running");
  const claims = await Promise.all(
    running.map(async (node) => {
      const self = (await readView(node)).find(({ flags }) => flags.includes("myself"));
      return self !== undefined && serves(self, slot) ? [{ node, epoch: self.epoch }] : [];
    }),
  );
  // One that has just come back does not know yet that it was replaced.
  const [newest] = claims.flat().toSorted((a, b) => b.epoch - a.epoch);
  if (newest === undefined) throw new Error(`no running node serves slot ${slot}`);
  return newest.node;
}
