import { createRequire } from "node:module";
import { addHandlers, type WithTagledgerOptions } from "@tagledger/core/next";

export type { WithTagledgerOptions } from "@tagledger/core/next";

/**
 * Adds the filesystem handlers to a configuration of Next.js; what the user has set stays as it is.
 *
 * @param config an object, or a function as Next.js accepts it; the result is of the same kind.
 */
export function withTagledger<Config extends object>(config: Config, options?: WithTagledgerOptions): Config {
  // The form that works in every format that Next.js compiles its configuration to.
  const { resolve } = createRequire(import.meta.url);
  return addHandlers(
    config,
    {
      useCache: resolve("@tagledger/filesystem/use-cache"),
      useCacheNear: resolve("@tagledger/filesystem/use-cache-near"),
      incremental: resolve("@tagledger/filesystem/incremental"),
      packages: ["@tagledger/filesystem", "@tagledger/core"],
    },
    options,
  );
}
