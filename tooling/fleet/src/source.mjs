import { createServer } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * @typedef {{ version: number, reads: number, delayMs: number, fail: boolean }} Topic
 */

/**
 * The data behind the app: one version number for each topic, kept outside of the app's processes, so that old and new
 * can be told apart whatever is cached. Every topic exists and starts at version 1.
 *
 *     GET  /read?topic=t                    {"topic":"t","version":1,"readBy":null,"readAt":"…"}
 *     POST /publish?topic=t                 the next version
 *     POST /settings?topic=t&delayMs=&fail= a slow or failing topic; what is not named stays as it is
 *     GET  /state                           everything, with the number of reads
 *
 * A delayed read takes its version first and waits afterwards: it answers with what was true when it was asked, as a
 * slow query does.
 *
 * @param {{ port?: number }} [options]
 */
export async function startSource({ port = 0 } = {}) {
  /** @type {Map<string, Topic>} */
  const topics = new Map();

  /** @param {string} name */
  function topic(name) {
    let found = topics.get(name);
    if (found === undefined) {
      found = { version: 1, reads: 0, delayMs: 0, fail: false };
      topics.set(name, found);
    }
    return found;
  }

  /** @param {string} name */
  function publish(name) {
    const found = topic(name);
    found.version += 1;
    return found.version;
  }

  /**
   * @param {string} name
   * @param {Partial<Pick<Topic, "delayMs" | "fail">>} settings
   */
  function configure(name, settings) {
    Object.assign(topic(name), settings);
  }

  /**
   * @param {string} route
   * @param {URLSearchParams} query
   * @param {import("node:http").IncomingMessage} request
   * @returns {Promise<{ status?: number, body: unknown }>}
   */
  async function answer(route, query, request) {
    const name = query.get("topic") ?? "";
    if (route === "GET /state") return { body: Object.fromEntries(topics) };
    if (name === "") return { status: 400, body: { error: "a topic is needed" } };
    if (route === "POST /publish") return { body: { topic: name, version: publish(name) } };
    if (route === "POST /settings") {
      const delayMs = query.get("delayMs");
      const fail = query.get("fail");
      configure(name, {
        ...(delayMs !== null && { delayMs: Number(delayMs) }),
        ...(fail !== null && { fail: fail === "1" }),
      });
      return { body: topic(name) };
    }
    if (route !== "GET /read") return { status: 404, body: { error: `no ${route}` } };
    const found = topic(name);
    found.reads += 1;
    const { version, delayMs, fail } = found;
    if (delayMs > 0) await sleep(delayMs);
    if (fail) return { status: 503, body: { error: `${name} is set to fail` } };
    // Next.js leaves `tracestate` out of the key of a cached fetch: the only way for a reader to sign its request.
    return {
      body: { topic: name, version, readBy: request.headers.tracestate ?? null, readAt: new Date().toISOString() },
    };
  }

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://source");
    void respond(response, answer(`${request.method} ${url.pathname}`, url.searchParams, request));
  });
  await new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve(undefined));
  });
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("the source has no port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    publish,
    configure,
    /** @param {string} name */
    version: (name) => topic(name).version,
    /** @param {string} name */
    reads: (name) => topic(name).reads,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** @typedef {Awaited<ReturnType<typeof startSource>>} Source */

/**
 * @param {import("node:http").ServerResponse} response
 * @param {Promise<{ status?: number, body: unknown }>} answer
 */
async function respond(response, answer) {
  const { status = 200, body } = await answer;
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
