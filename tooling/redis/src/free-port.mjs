import { createServer } from "node:net";

/**
 * A port of 127.0.0.1 that was free a moment ago, below the range from which the system takes the near end of outgoing
 * connections. A server that restarts on its port must not find it taken by such a connection, nor may a client that
 * knocks at a closed port be given that very port and be connected to itself.
 *
 * @param {() => number} [random]
 * @returns {Promise<number>}
 */
export async function freePort(random = Math.random) {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const port = 15_000 + Math.floor(random() * 17_000);
    if (await isFree(port)) return port;
  }
  throw new Error("no free port was found in 100 attempts");
}

/**
 * @param {number} port
 * @returns {Promise<boolean>}
 */
function isFree(port) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}
