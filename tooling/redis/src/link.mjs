import { connect } from "node:net";
import { carry } from "./carry.mjs";

/**
 * One client and its connection to the target.
 *
 * @param {import("node:net").Socket} client
 * @param {number} target
 * @param {() => import("./carry.mjs").Mode} mode
 */
export function link(client, target, mode) {
  const upstream = connect({ host: "127.0.0.1", port: target, allowHalfOpen: true });
  // An error is followed by `close`, which says all that matters here.
  for (const socket of [client, upstream]) socket.on("error", () => {});
  const ways = [
    carry({ from: client, to: upstream, direction: "request", mode, cut }),
    carry({ from: upstream, to: client, direction: "response", mode, cut }),
  ];

  function cut() {
    for (const way of ways) way.stop();
    client.resetAndDestroy();
    upstream.destroy();
  }

  function look() {
    for (const way of ways) way.look();
  }

  look();
  return { look, cut };
}
