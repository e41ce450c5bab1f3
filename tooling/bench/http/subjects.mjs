/**
 * @typedef {object} Subject
 * @property {string} name
 * @property {string} build which build serves it; several subjects can share one
 * @property {boolean} usesRedis
 * @property {number} tags how many were invalidated before
 * @property {Record<string, string>} env of its server
 */

/**
 * @param {{ tags: readonly number[], redisUrl: string, folder: string }} options
 * @returns {Subject[]} the built-in cache first
 */
export function ownSubjects({ tags, redisUrl, folder }) {
  /** @type {Subject[]} */
  const builtin = [{ name: "built-in", build: "builtin", usesRedis: false, tags: 0, env: {} }];
  return builtin.concat(
    tags.flatMap((count) => [
      {
        name: "filesystem",
        build: "filesystem",
        usesRedis: false,
        tags: count,
        env: { TAGLEDGER_DIR: `${folder}/ledger-${count}` },
      },
      ...["strong", "bounded"].map((consistency) => ({
        name: `redis ${consistency}`,
        build: "redis",
        usesRedis: true,
        tags: count,
        env: {
          TAGLEDGER_REDIS_URL: redisUrl,
          TAGLEDGER_NAMESPACE: `bench-${consistency}-${count}`,
          TAGLEDGER_CONSISTENCY: consistency,
        },
      })),
    ]),
  );
}
