import { waitUntil } from "@tagledger/fleet";
import { readView } from "./cluster-view.mjs";
import { parseFields } from "./info.mjs";
import { SLOTS } from "./key-slot.mjs";
import { follows } from "./replicated.mjs";

/** @typedef {import("./cluster.mjs").ClusterNode} ClusterNode */

/**
 * Makes one cluster of nodes that do not know each other: the first half shares the slots, the second half follows.
 *
 * @param {readonly ClusterNode[]} nodes
 */
export async function formCluster(nodes) {
  const primaries = nodes.slice(0, nodes.length / 2);
  for (const [index, node] of nodes.entries()) {
    // Nodes that share an epoch settle it among themselves, which takes time and ends differently each time.
    await node.command("CLUSTER", "SET-CONFIG-EPOCH", index + 1);
    const first = Math.ceil((index * SLOTS) / primaries.length);
    const last = Math.ceil(((index + 1) * SLOTS) / primaries.length) - 1;
    if (index < primaries.length) await node.command("CLUSTER", "ADDSLOTSRANGE", first, last);
  }
  // Everybody meets everybody: hearsay would do, and take longer.
  for (const [index, node] of nodes.entries()) {
    for (const other of nodes.slice(index + 1)) {
      await node.command("CLUSTER", "MEET", other.host, other.port, other.config["cluster-port"] ?? "");
    }
  }
  await waitUntil(() => all(nodes, (node) => knows(node, nodes)), {
    timeoutMs: 20_000,
    what: "the nodes' acquaintance",
  });
  for (const [index, primary] of primaries.entries()) {
    await nodes[primaries.length + index]?.command("CLUSTER", "REPLICATE", primary.id);
  }
  await waitUntil(() => all(nodes, (node) => isReady(node, primaries.length)), {
    timeoutMs: 20_000,
    everyMs: 50,
    what: "a cluster that serves every slot",
  });
  await waitUntil(() => all(nodes.slice(primaries.length), follows), {
    timeoutMs: 20_000,
    what: "the replicas' links",
  });
}

/**
 * @param {readonly ClusterNode[]} nodes
 * @param {(node: ClusterNode) => Promise<boolean>} is
 */
async function all(nodes, is) {
  return (await Promise.all(nodes.map(is))).every(Boolean);
}

/**
 * @param {ClusterNode} node
 * @param {readonly ClusterNode[]} nodes
 */
async function knows(node, nodes) {
  const view = await readView(node);
  const isKnown = (/** @type {string} */ id) =>
    view.some((other) => other.id === id && !other.flags.includes("handshake"));
  return view.length === nodes.length && nodes.every(({ id }) => isKnown(id));
}

/**
 * @param {ClusterNode} node
 * @param {number} primaries
 */
async function isReady(node, primaries) {
  const { cluster_state: state } = parseFields(String(await node.command("CLUSTER", "INFO")));
  if (state !== "ok") return false;
  const view = await readView(node);
  return (
    view.filter(({ flags }) => flags.includes("slave")).length === primaries &&
    view.filter(({ slots }) => slots.length > 0).length === primaries
  );
}
