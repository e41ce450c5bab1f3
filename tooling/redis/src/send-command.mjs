import { connect } from "node:net";
import { decodeReply, encodeCommand } from "./resp.mjs";

/** @typedef {import("./resp.mjs").Reply} Reply */

/**
 * @typedef {object} Target
 * @property {string} [host] Default: 127.0.0.1
 * @property {number} port
 * @property {string | undefined} [password]
 * @property {number} [timeoutMs] for connecting and the answer together. Default: 3 000
 * @property {BufferEncoding} [encoding] of arguments and replies; `latin1` keeps any bytes. Default: utf8
 */

/**
 * Sends one command over a connection of its own, so that what a test asks never depends on the state of a client.
 *
 * @param {Target} target
 * @param {readonly import("./resp.mjs").Argument[]} args
 * @returns {Promise<Reply>}
 * @throws with the server's error text, or when the server cannot be reached or does not answer in time
 */
export function sendCommand({ host = "127.0.0.1", port, password, timeoutMs = 3_000, encoding = "utf8" }, args) {
  const commands = password === undefined ? [args] : [["AUTH", password], args];
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port });
    let received = Buffer.alloc(0);
    const fail = (/** @type {Error} */ error) => {
      clearTimeout(timer);
      socket.destroy();
      reject(error);
    };
    const name = `${args.slice(0, 2).join(" ")} to ${host}:${port}`;
    const timer = setTimeout(() => fail(new Error(`${name} got no answer within ${timeoutMs} ms`)), timeoutMs);
    socket.on("error", (error) => fail(new Error(`${name} failed: ${error.message}`, { cause: error })));
    socket.on("close", () => fail(new Error(`${name} failed: the connection was closed`)));
    socket.on("data", (chunk) => {
      received = Buffer.concat([received, chunk]);
      try {
        const replies = decodeAll(received, commands.length, encoding);
        if (replies === undefined) return;
        clearTimeout(timer);
        socket.destroy();
        resolve(/** @type {Reply} */ (replies.at(-1)));
      } catch (error) {
        fail(/** @type {Error} */ (error));
      }
    });
    for (const command of commands) socket.write(encodeCommand(command, encoding));
  });
}

/**
 * @param {Buffer} bytes
 * @param {number} count
 * @param {BufferEncoding} encoding
 */
function decodeAll(bytes, count, encoding) {
  const replies = [];
  for (let next = 0; replies.length < count;) {
    const item = decodeReply(bytes, next, encoding);
    if (item === undefined) return undefined;
    replies.push(item.reply);
    next = item.next;
  }
  return replies;
}
