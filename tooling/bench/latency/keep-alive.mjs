import { Agent, request } from "node:http";

/**
 * @typedef {object} Answer
 * @property {number} version that it shows; NaN for none
 * @property {number} askedMs when it was asked for, by `performance.now()`
 * @property {number} endedMs
 */

/**
 * Asks one server over connections that stay, so that what is measured is not the making of them.
 *
 * @param {string} url
 */
export function createClient(url) {
  const agent = new Agent({ keepAlive: true });

  /**
   * @param {string} path
   * @param {string} [body] posts it
   * @returns {Promise<Answer>} rejects when it is not answered with 200.
   */
  function ask(path, body) {
    return new Promise((resolve, reject) => {
      const askedMs = performance.now();
      const sent = request(url + path, { agent, method: body === undefined ? "GET" : "POST" }, (response) => {
        let text = "";
        response.setEncoding("utf8");
        response.on("data", (/** @type {string} */ chunk) => (text += chunk));
        response.on("error", reject);
        response.on("end", () => {
          if (response.statusCode !== 200) {
            reject(new Error(`${path} was answered ${response.statusCode}: ${text.slice(0, 200)}`));
          } else resolve({ version: Number(/~v=(\d+)~/.exec(text)?.[1]), askedMs, endedMs: performance.now() });
        });
      });
      sent.on("error", (/** @type {NodeJS.ErrnoException} */ error) => {
        // A server may close a connection that rests in the moment in which it is used again.
        if (sent.reusedSocket && error.code === "ECONNRESET") resolve(ask(path, body));
        else reject(error);
      });
      sent.end(body);
    });
  }

  return { ask, close: () => agent.destroy() };
}

/** @typedef {ReturnType<typeof createClient>} Client */
