/**
 * Hands what happens to everybody who listens, as server-sent events. Whoever comes later gets the newest message of
 * each lasting kind first.
 */
export function createHub() {
  /** @type {Set<import("node:http").ServerResponse>} */
  const listeners = new Set();
  /** @type {Map<string, string>} the newest message of each lasting kind */
  const lasting = new Map();

  /**
   * @param {string} kind
   * @param {unknown} data
   */
  const encode = (kind, data) => `event: ${kind}\ndata: ${JSON.stringify(data)}\n\n`;

  return {
    /** Whether anybody looks: nothing needs to be measured for nobody. */
    get watched() {
      return listeners.size > 0;
    },
    /**
     * @param {string} kind
     * @param {unknown} data
     * @param {string} [slot] under which later listeners find it until the next one
     */
    send(kind, data, slot) {
      const text = encode(kind, data);
      if (slot !== undefined) lasting.set(slot, text);
      for (const listener of listeners) {
        // A listener that does not read is no reason to fill the memory: it connects again.
        if (listener.writableLength > 4_000_000) listener.destroy();
        else listener.write(text);
      }
    },
    /** @param {import("node:http").ServerResponse} response */
    listen(response) {
      response.writeHead(200, {
        "content-type": "text/event-stream",
        "cache-control": "no-store",
        "x-accel-buffering": "no",
      });
      response.write("retry: 1000\n\n");
      for (const text of lasting.values()) response.write(text);
      listeners.add(response);
      response.on("close", () => listeners.delete(response));
    },
    close() {
      for (const listener of listeners) listener.end();
      listeners.clear();
    },
  };
}

/** @typedef {ReturnType<typeof createHub>} Hub */
