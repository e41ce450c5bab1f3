import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { fillTags } from "./fill.mjs";
import { installPeer } from "./install.mjs";

/** @typedef {import("./install.mjs").Installed} Installed */
/** @typedef {import("./fill.mjs").Filling} Filling */

/**
 * The part of `next.config` that a handler takes. JSON, so that it can go through an environment variable.
 *
 * @typedef {object} HandlerConfig
 * @property {string} [cacheHandler] a path
 * @property {Record<string, string>} [cacheHandlers] paths, or `file:` URLs where the README says so
 * @property {number} [cacheMaxMemorySize]
 */

/**
 * @typedef {object} Description
 * @property {string} name
 * @property {string} package
 * @property {string} version
 * @property {Readonly<Record<string, string>>} dependencies what the README installs, in exact versions
 * @property {{ readonly plural: boolean, readonly singular: boolean }} covers which of the two APIs it implements. What it
 * does not implement stays Next's own.
 * @property {number} minNode the oldest major version of Node.js that its package allows
 * @property {Readonly<Record<string, string>>} redisConfig what it asks of the server, as directives of redis.conf
 * @property {readonly string[]} notes what it cannot do, and where this is not the letter of its README
 * @property {(folder: string) => HandlerConfig} nextConfig
 * @property {(redisUrl: string, prefix: string) => Record<string, string>} env of the build and of the server
 */

/**
 * @typedef {Description & {
 *   readonly install: () => Promise<Installed>,
 *   readonly fill: (filling: Filling) => Promise<void>,
 * }} Peer
 */

const OWN_SINGULAR =
  "pages, route handlers and `unstable_cache` are kept by Next.js: on the disk, which only servers of one folder share";

/** @type {readonly Description[]} */
const descriptions = [
  {
    name: "leejpsd",
    package: "@leejpsd/nextjs-cache-handler",
    version: "1.0.0",
    dependencies: { "@leejpsd/nextjs-cache-handler": "1.0.0", redis: "6.3.1" },
    covers: { plural: true, singular: true },
    minNode: 20,
    redisConfig: {},
    notes: ["tags of `cacheHandler` are not under the deployment's prefix"],
    nextConfig: (folder) => ({
      cacheMaxMemorySize: 0,
      cacheHandler: join(folder, "cache-incremental.cjs"),
      cacheHandlers: { default: join(folder, "cache-components.cjs") },
    }),
    env: (redisUrl, prefix) => ({ REDIS_URL: redisUrl, DEPLOYMENT_VERSION: prefix }),
  },
  {
    name: "trieb",
    package: "@trieb.work/nextjs-turbo-redis-cache",
    version: "1.18.0",
    dependencies: { "@trieb.work/nextjs-turbo-redis-cache": "1.18.0", redis: "4.7.0" },
    covers: { plural: true, singular: true },
    minNode: 20,
    redisConfig: { "notify-keyspace-events": "Exe" },
    notes: [],
    nextConfig: (folder) => ({
      cacheHandler: join(folder, "node_modules/@trieb.work/nextjs-turbo-redis-cache/dist/index.js"),
      cacheHandlers: { default: join(folder, "cache-handler.cjs"), remote: join(folder, "cache-handler.cjs") },
      cacheMaxMemorySize: 0,
    }),
    env: (redisUrl, prefix) => ({ REDIS_URL: redisUrl, KEY_PREFIX: prefix, VERCEL_ENV: "production" }),
  },
  {
    name: "fortedigital",
    package: "@fortedigital/nextjs-cache-handler",
    version: "3.3.0",
    dependencies: { "@fortedigital/nextjs-cache-handler": "3.3.0", "@redis/client": "6.3.1", redis: "6.3.1" },
    covers: { plural: false, singular: true },
    minNode: 22,
    redisConfig: {},
    notes: [
      "says that it does not support `cacheComponents`: `'use cache'` is kept by Next.js, in each process",
      "keeps nothing of an invalidation: it removes the entries that have the tag",
    ],
    nextConfig: (folder) => ({ cacheHandler: join(folder, "cache-handler.mjs") }),
    env: (redisUrl) => ({ REDIS_URL: redisUrl }),
  },
  {
    name: "mrjasonroy",
    package: "@mrjasonroy/cache-components-cache-handler",
    version: "16.1.6",
    dependencies: { "@mrjasonroy/cache-components-cache-handler": "16.1.6", ioredis: "5.9.3" },
    covers: { plural: true, singular: false },
    minNode: 22,
    redisConfig: {},
    notes: [
      "with the relative path of its README every page is a 500: Next.js looks for the file in its build folder; absolute here",
      OWN_SINGULAR,
    ],
    nextConfig: (folder) => ({
      cacheHandlers: {
        default: join(folder, "data-cache-handler.mjs"),
        remote: join(folder, "data-cache-handler.mjs"),
      },
      cacheMaxMemorySize: 0,
    }),
    env: (redisUrl) => ({ REDIS_URL: redisUrl }),
  },
  {
    name: "nimpl",
    package: "@nimpl/cache-redis",
    version: "0.4.0",
    dependencies: { "@nimpl/cache-redis": "0.4.0" },
    covers: { plural: true, singular: false },
    minNode: 20,
    redisConfig: {},
    notes: ["keeps nothing of an invalidation: it rewrites the entries that have the tag", OWN_SINGULAR],
    nextConfig: (folder) => {
      const { href } = pathToFileURL(join(folder, "node_modules/@nimpl/cache-redis/dist/esm/index.mjs"));
      return { cacheHandlers: { default: href, remote: href, redis: href } };
    },
    env: (redisUrl) => ({ REDIS_URL: redisUrl }),
  },
];

/**
 * The published handlers that we are compared with, each configured as its README says for Redis in production. Some
 * ignore the prefix: give each a server of its own, with `redisConfig`.
 *
 * @type {readonly Peer[]}
 */
export const peers = descriptions.map(toPeer);

/**
 * @param {Description} description
 * @returns {Peer}
 */
function toPeer(description) {
  return {
    ...description,
    install: () => installPeer(description),
    fill: (filling) => fillTags(description, filling),
  };
}
