/** @typedef {import("./standalone.mjs").Server} Server */

/**
 * One line of `CLUSTER NODES`: what a node believes of a node.
 *
 * @typedef {{ id: string, flags: string[], primaryId: string, epoch: number, slots: [number, number][] }} NodeView
 */

/**
 * @param {Server} server
 * @returns {Promise<NodeView[]>} all nodes that it knows, itself with the flag `myself`
 */
export async function readView(server) {
  return parseView(String(await server.command("CLUSTER", "NODES")));
}

/**
 * @param {string} text
 * @returns {NodeView[]}
 */
export function parseView(text) {
  return text.split("\n").flatMap((line) => {
    const [id, , flags = "", primaryId = "-", , , epoch, , ...ranges] = line.split(" ");
    if (id === undefined || id === "") return [];
    // A slot that is being moved stands in brackets besides.
    const slots = ranges.filter((range) => !range.startsWith("[")).map(parseRange);
    return [{ id, flags: flags.split(","), primaryId, epoch: Number(epoch), slots }];
  });
}

/**
 * @param {string} range `0-5460` or `12`
 * @returns {[number, number]}
 */
function parseRange(range) {
  const [first = "", last = first] = range.split("-");
  return [Number(first), Number(last)];
}

/**
 * @param {NodeView} view
 * @param {number} slot
 */
export function serves({ flags, slots }, slot) {
  return flags.includes("master") && slots.some(([first, last]) => first <= slot && slot <= last);
}
