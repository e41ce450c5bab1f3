import { createRequire } from "node:module";
import { addHandlers, type WithTagledgerOptions } from "@tagledger/core/next";

export type { WithTagledgerOptions } from "@tagledger/core/next";

/**
 * Adds the Redis handlers to a configuration of Next.js; what the user has set stays as it is.
 *
 * @param config an object, or a function as Next.js accepts it; the result is of the same kind.
 */
export function withTagledger<Config extends object>(config: Config, options?: WithTagledgerOptions): Config {
  // The form that works in every format that Next.js compiles its configuration to.
  const { resolve } = createRequire(import.meta.url);
  return addHandlers(
    config,
    {
      useCache: resolve("@tagledger/redis/use-cache"),
      useCacheNear: resolve("@tagledger/redis/use-cache-near"),
      incremental: resolve("@tagledger/redis/incremental"),
      packages: ["@tagledger/redis", "@tagledger/core"],
    },
    options,
  );
}
