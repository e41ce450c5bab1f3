import { startServer } from "./standalone.mjs";

/** @typedef {import("./standalone.mjs").Server} Server */

/**
 * Starts servers that belong together. When one of them fails, or what is done with them, none is left.
 *
 * @template {object} T
 * @param {(start: typeof startServer) => Promise<T>} build
 * @returns {Promise<T & { stop: () => Promise<void> }>}
 */
export async function startTogether(build) {
  /** @type {Promise<Server>[]} */
  const starts = [];

  async function stop() {
    // One that failed has cleaned up after itself.
    const started = (await Promise.allSettled(starts)).flatMap((each) =>
      each.status === "fulfilled" ? each.value : [],
    );
    await Promise.all(started.map((server) => server.stop()));
  }

  try {
    const built = await build((options) => {
      const starting = startServer(options);
      starts.push(starting);
      return starting;
    });
    return Object.assign(built, { stop });
  } catch (error) {
    await stop();
    throw error;
  }
}
