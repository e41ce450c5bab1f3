import { isAbsolute } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { pathToFileURL } from "node:url";

/** How many tags one call invalidates, and how many calls are on their way at once. */
const BATCH = 100;
const AT_ONCE = 8;
const HARD = { expire: 0 };

/** How often an invalidation is tried that the peer rejects, as one with a deadline does while the machine is busy. */
const ATTEMPTS = 5;

/**
 * @typedef {object} Order
 * @property {import("./peers.mjs").HandlerConfig} config
 * @property {number} count
 */

/** @typedef {(tags: string[]) => Promise<unknown>} Invalidate */

/** @type {Order} */
const { config, count } = JSON.parse(process.argv[2] ?? "");
const handlers = await loadHandlers(config);
const tags = (/** @type {number} */ from) =>
  Array.from({ length: Math.min(BATCH, count - from) }, (_, index) => `invalidated-before-${from + index}`);

// One that connects first: a peer with a deadline for its calls counts the connecting as well.
await invalidate(tags(0).slice(0, 1));
let next = 0;
await Promise.all(
  Array.from({ length: AT_ONCE }, async () => {
    while (next < count) {
      const batch = tags(next);
      next += BATCH;
      await invalidate(batch);
      // Who connects in the background gets to it.
      await turn();
    }
  }),
);
// The handlers keep their connections for ever.
process.exit(0);

/** @param {string[]} batch */
async function invalidate(batch) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await Promise.all(handlers.map((handler) => handler(batch)));
    } catch (error) {
      if (attempt === ATTEMPTS) throw error;
    }
  }
}

/**
 * Loads them as Next.js does: the plural ones are objects, each once; the singular one is a class.
 *
 * @param {import("./peers.mjs").HandlerConfig} config
 * @returns {Promise<Invalidate[]>}
 */
async function loadHandlers({ cacheHandlers = {}, cacheHandler }) {
  const paths = new Set(Object.values(cacheHandlers));
  const plural = await Promise.all(
    [...paths].map(async (path) => {
      const handler = await load(path);
      return (/** @type {string[]} */ batch) => handler.updateTags(batch, HARD);
    }),
  );
  if (cacheHandler === undefined) return plural;
  const Handler = await load(cacheHandler);
  const singular = new Handler({ dev: false, revalidatedTags: [], maxMemoryCacheSize: 0, serverDistDir: "" });
  return [...plural, (batch) => singular.revalidateTag(batch, HARD)];
}

/** @param {string} path */
async function load(path) {
  const { default: exported } = await import(isAbsolute(path) ? pathToFileURL(path).href : path);
  return exported.default ?? exported;
}
