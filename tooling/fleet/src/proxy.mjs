import { createServer, request as send } from "node:http";
import { freePort } from "./free-port.mjs";

/**
 * @typedef {{ readonly name: string, readonly port: number, readonly state: string }} Backend
 */

/**
 * Spreads requests over the instances in turn. A client can choose one by the header `x-fleet-instance`, the query
 * parameter `instance` or the cookie `fleet-instance`.
 *
 * @param {object} options
 * @param {readonly Backend[] | ((incoming: import("node:http").IncomingMessage) => readonly Backend[])} options.backends
 *   looked at for each request, so that instances may come and go
 * @param {number} [options.port]
 * @param {number} [options.timeoutMs]
 * @param {(incoming: import("node:http").IncomingMessage, outgoing: import("node:http").ServerResponse) => boolean} [options.intercept]
 *   returns true for what it answers itself
 */
export async function startProxy({ backends: listed, port: wanted, timeoutMs = 30_000, intercept }) {
  const port = await freePort(wanted);
  let turn = 0;

  /**
   * @param {readonly Backend[]} backends
   * @param {readonly Backend[]} tried
   */
  function next(backends, tried) {
    const up = backends.filter((backend) => backend.state === "running" && !tried.includes(backend));
    turn += 1;
    return up[turn % up.length];
  }

  const server = createServer((incoming, outgoing) => {
    if (intercept?.(incoming, outgoing) === true) return;
    const backends = typeof listed === "function" ? listed(incoming) : listed;
    const name = chosen(incoming);
    const wish = backends.find((backend) => backend.name === name);
    if (name !== undefined && wish === undefined) return refuse(outgoing, 400, `no instance is called ${name}`);
    if (wish !== undefined && wish.state !== "running")
      return refuse(outgoing, 503, `instance ${wish.name} is ${wish.state}`);
    pass(incoming, outgoing, { backends, wish }, []);
  });

  /**
   * @param {import("node:http").IncomingMessage} incoming
   * @param {import("node:http").ServerResponse} outgoing
   * @param {{ backends: readonly Backend[], wish: Backend | undefined }} choice
   * @param {Backend[]} tried
   */
  function pass(incoming, outgoing, choice, tried) {
    const { backends, wish } = choice;
    const backend = wish ?? next(backends, tried);
    if (backend === undefined) return refuse(outgoing, 503, "no instance is running");
    const { method, url, headers } = incoming;
    const upstream = send({ host: "127.0.0.1", port: backend.port, method, path: url, headers, timeout: timeoutMs });
    upstream.on("response", (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.statusMessage, answer.rawHeaders);
      answer.pipe(outgoing);
      // A body that breaks off must break off for the client as well, not look complete.
      answer.on("error", () => outgoing.destroy());
    });
    upstream.on("timeout", () => upstream.destroy(new Error(`no answer within ${timeoutMs} ms`)));
    upstream.on("error", (error) => {
      if (outgoing.headersSent) return outgoing.destroy();
      // Only a request that changes nothing and carries no body can safely be sent to somebody else.
      const repeatable = wish === undefined && (method === "GET" || method === "HEAD");
      if (repeatable) return pass(incoming, outgoing, choice, [...tried, backend]);
      refuse(outgoing, 502, `instance ${backend.name}: ${error.message}`);
    });
    outgoing.on("close", () => upstream.destroy());
    incoming.pipe(upstream);
  }

  await new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve(undefined));
  });
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** @param {import("node:http").IncomingMessage} incoming */
function chosen(incoming) {
  const header = incoming.headers["x-fleet-instance"];
  if (typeof header === "string") return header;
  const query = new URL(incoming.url ?? "/", "http://proxy").searchParams.get("instance");
  if (query !== null && query !== "") return query;
  return /(?:^|;\s*)fleet-instance=([\w-]+)/.exec(incoming.headers.cookie ?? "")?.[1];
}

/**
 * @param {import("node:http").ServerResponse} outgoing
 * @param {number} status
 * @param {string} why
 */
function refuse(outgoing, status, why) {
  outgoing.writeHead(status, { "content-type": "text/plain" }).end(`${why}\n`);
}
