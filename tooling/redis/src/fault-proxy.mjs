import { createServer } from "node:net";
import { freePort } from "./free-port.mjs";
import { link } from "./link.mjs";

/** @typedef {import("./carry.mjs").Direction} Direction */
/** @typedef {import("./carry.mjs").Mode} Mode */

/** @type {Mode} */
const PASS = { frozen: false, delayMs: 0, cuts: () => false };

/**
 * A TCP proxy whose faults a test switches while connections are open. A mode replaces the one before it and is in
 * force when its promise resolves. It passes everything at first.
 *
 * @param {number} targetPort of 127.0.0.1
 */
export async function startFaultProxy(targetPort) {
  let target = targetPort;
  /** @type {Mode} */
  let mode = PASS;
  /** @type {Set<ReturnType<typeof link>>} */
  const links = new Set();
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true }, (client) => {
    const opened = link(client, target, () => mode);
    links.add(opened);
    client.once("close", () => links.delete(opened));
  });
  const port = await listenSomewhere(server);

  /** @param {Mode} next */
  async function enter(next) {
    mode = next;
    if (!server.listening) await listen(server, port);
    for (const each of links) each.look();
  }

  function cut() {
    for (const each of links) each.cut();
    links.clear();
  }

  async function close() {
    const closed = server.listening ? new Promise((resolve) => server.close(resolve)) : undefined;
    cut();
    await closed;
  }

  return {
    host: "127.0.0.1",
    port,
    url: `redis://127.0.0.1:${port}`,
    /** How many clients are connected. */
    get connections() {
      return links.size;
    },
    pass: () => enter(PASS),
    /** Connections are accepted and nothing moves any more, not even their end. A later mode lets everything arrive, late. */
    blackHole: () => enter({ ...PASS, frozen: true }),
    /** Ends all connections and refuses new ones. */
    refuse: close,
    /** Ends all connections now, as a reset; new ones are treated as before. */
    cut,
    /**
     * Before each chunk is passed on, ends its connection with this probability: of a request that was cut the server
     * has seen nothing, of a response the client.
     *
     * @param {{ probability: number, random?: () => number, direction?: Direction }} options Default: both directions
     */
    cutRandomly: ({ probability, random = Math.random, direction: only }) =>
      enter({
        ...PASS,
        cuts: (direction) => (only === undefined || only === direction) && random() < probability,
      }),
    /** @param {number} ms for each chunk, in both directions */
    delay: (ms) => enter({ ...PASS, delayMs: ms }),
    /** @param {number} next the port that connections from now on go to */
    target: (next) => {
      target = next;
    },
    stop: close,
  };
}

/** @typedef {Awaited<ReturnType<typeof startFaultProxy>>} FaultProxy */

/**
 * @param {import("node:net").Server} server
 * @returns {Promise<number>}
 */
async function listenSomewhere(server) {
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    try {
      await listen(server, port);
      return port;
    } catch (error) {
      if (attempt === 5) throw error;
    }
  }
}

/**
 * @param {import("node:net").Server} server
 * @param {number} port
 * @returns {Promise<void>}
 */
function listen(server, port) {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      server.off("error", reject);
      resolve();
    });
  });
}
