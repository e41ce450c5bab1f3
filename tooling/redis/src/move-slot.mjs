import { waitUntil } from "@tagledger/fleet";
import { readView, serves } from "./cluster-view.mjs";
import { sendCommand } from "./send-command.mjs";

/** @typedef {import("./cluster.mjs").ClusterNode} ClusterNode */

const BATCH = 100;

/**
 * Moves a slot with its keys while the cluster serves. Resolves when every running node knows.
 *
 * @param {readonly ClusterNode[]} nodes of the cluster
 * @param {number} slot
 * @param {ClusterNode} from
 * @param {ClusterNode} to
 */
export async function moveSlot(nodes, slot, from, to) {
  await to.command("CLUSTER", "SETSLOT", slot, "IMPORTING", from.id);
  await from.command("CLUSTER", "SETSLOT", slot, "MIGRATING", to.id);
  await moveKeys(slot, from, to);
  // The new owner first: were it last, a client could meanwhile be sent back and forth between two nodes that both refuse.
  await to.command("CLUSTER", "SETSLOT", slot, "NODE", to.id);
  await from.command("CLUSTER", "SETSLOT", slot, "NODE", to.id);
  await waitUntil(() => allAgree(nodes, slot, to), { what: `the news that slot ${slot} has moved` });
}

/**
 * @param {number} slot
 * @param {ClusterNode} from
 * @param {ClusterNode} to
 */
async function moveKeys(slot, from, to) {
  // A key is any bytes.
  const source = { port: from.port, password: from.password, encoding: /** @type {const} */ ("latin1") };
  const auth = to.password === undefined ? [] : ["AUTH", to.password];
  for (;;) {
    const keys = /** @type {string[]} */ (await sendCommand(source, ["CLUSTER", "GETKEYSINSLOT", slot, BATCH]));
    if (keys.length === 0) return;
    await sendCommand(source, ["MIGRATE", to.host, to.port, "", 0, 2_000, ...auth, "KEYS", ...keys]);
  }
}

/**
 * @param {readonly ClusterNode[]} nodes
 * @param {number} slot
 * @param {ClusterNode} owner
 */
async function allAgree(nodes, slot, owner) {
  const views = await Promise.all(nodes.filter(({ state }) => state === "running").map(readView));
  return views.every((view) => view.find((node) => serves(node, slot))?.id === owner.id);
}
