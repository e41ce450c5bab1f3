/**
 * Hands what happens to everybody who listens, as server-sent events. Whoever comes later gets the newest message of
 * each lasting kind first.
 */
export function createHub() {
  /** @type {Map<import("node:http").ServerResponse, readonly string[]>} who listens, and which fleets they look at */
  const listeners = new Map();
  /** @type {Map<string, string>} the newest message of each lasting kind */
  const lasting = new Map();

  /**
   * @param {string} kind
   * @param {unknown} data
   */
  const encode = (kind, data) => `event: ${kind}\ndata: ${JSON.stringify(data)}\n\n`;

  return {
    /** The fleets that anybody looks at: the others need not be asked what they answer. */
    get watched() {
      return new Set([...listeners.values()].flat());
    },
    /**
     * @param {string} kind
     * @param {unknown} data
     * @param {string} [slot] under which later listeners find it until the next one
     */
    send(kind, data, slot) {
      const text = encode(kind, data);
      if (slot !== undefined) lasting.set(slot, text);
      for (const listener of listeners.keys()) {
        // A listener that does not read is no reason to fill the memory: it connects again.
        if (listener.writableLength > 4_000_000) listener.destroy();
        else listener.write(text);
      }
    },
    /**
     * @param {import("node:http").ServerResponse} response
     * @param {readonly string[]} fleets
     */
    listen(response, fleets) {
      response.writeHead(200, {
        "content-type": "text/event-stream",
        "cache-control": "no-store",
        "x-accel-buffering": "no",
      });
      response.write("retry: 1000\n\n");
      for (const text of lasting.values()) response.write(text);
      listeners.set(response, fleets);
      response.on("close", () => listeners.delete(response));
    },
    close() {
      for (const listener of listeners.keys()) listener.end();
      listeners.clear();
    },
  };
}

/** @typedef {ReturnType<typeof createHub>} Hub */
