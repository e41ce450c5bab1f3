/** @typedef {import("node:net").Socket} Socket */
/** @typedef {"request" | "response"} Direction */

/**
 * How a connection is treated.
 *
 * @typedef {{
 *   frozen: boolean,
 *   delayMs: number,
 *   cuts: (direction: Direction) => boolean,
 * }} Mode
 */

/**
 * Carries what one socket receives to another, in order and as the mode of that moment wants it: chunks, and the end of
 * the connection behind them. Without regard to how fast the other side reads: tests send little.
 *
 * @param {object} options
 * @param {Socket} options.from
 * @param {Socket} options.to
 * @param {Direction} options.direction
 * @param {() => Mode} options.mode
 * @param {() => void} options.cut ends the whole connection
 */
export function carry({ from, to, direction, mode, cut }) {
  /** @type {{ dueAt: number, bytes?: Buffer, end?: "polite" | "broken" }[]} */
  const queue = [];
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  let stopped = false;

  function look() {
    clearTimeout(timer);
    if (stopped || mode().frozen) {
      from.pause();
      return;
    }
    from.resume();
    for (let head = queue[0]; head !== undefined; head = queue[0]) {
      const waitMs = head.dueAt - performance.now();
      if (waitMs > 0) {
        timer = setTimeout(look, waitMs);
        return;
      }
      queue.shift();
      if (head.end === "broken" || (head.bytes !== undefined && mode().cuts(direction))) {
        cut();
        return;
      }
      if (head.bytes === undefined) to.end();
      else to.write(head.bytes);
    }
  }

  /** @param {{ bytes?: Buffer, end?: "polite" | "broken" }} item */
  function add(item) {
    if (stopped) return;
    queue.push({ ...item, dueAt: performance.now() + mode().delayMs });
    look();
  }

  from.on("data", (bytes) => add({ bytes }));
  from.on("end", () => add({ end: "polite" }));
  from.on("close", (hadError) => {
    if (hadError || !from.readableEnded) add({ end: "broken" });
  });
  return {
    look,
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
