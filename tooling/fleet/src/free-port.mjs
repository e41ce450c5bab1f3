import { createServer } from "node:net";

/**
 * A port of 127.0.0.1 that was free a moment ago. Somebody else can take it before it is used: whoever starts a server
 * on it tries again with another one when that happens.
 *
 * @param {number} [wanted] the first port to try; without it the system chooses
 * @returns {Promise<number>}
 */
export async function freePort(wanted = 0) {
  for (let port = wanted; ; port += 1) {
    const found = await tryPort(port);
    if (found !== undefined) return found;
    if (wanted === 0 || port >= wanted + 100) throw new Error(`no free port from ${wanted} on`);
  }
}

/**
 * @param {number} port
 * @returns {Promise<number | undefined>}
 */
function tryPort(port) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(undefined));
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : undefined));
    });
  });
}
