import { isAbsolute } from "node:path";
import { pathToFileURL } from "node:url";

/** How many tags one call invalidates, and how many calls are on their way at once. */
const BATCH = 500;
const AT_ONCE = 4;
const HARD = { expire: 0 };

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

let next = 0;
await Promise.all(
  Array.from({ length: AT_ONCE }, async () => {
    while (next < count) {
      const batch = tags(next);
      next += BATCH;
      await Promise.all(handlers.map((invalidate) => invalidate(batch)));
    }
  }),
);
// The handlers keep their connections for ever.
process.exit(0);

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
