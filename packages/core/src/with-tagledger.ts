import { installedNext } from "./installed-next.ts";
import { assertSupportedNext, hasImageHandler, minorOf } from "./next-version.ts";

/*
 * `withTagledger` is called in next.config, which Next.js may compile to CommonJS: nothing here may be loaded lazily or
 * resolve modules; each backend passes the paths of its own modules.
 */

/** The modules of a backend, as absolute paths. */
export interface HandlerModules {
  readonly useCache: string;
  readonly useCacheNear: string;
  readonly incremental: string;
  /** Packages that Next.js must load once, instead of bundling a copy into each route. */
  readonly packages: readonly string[];
}

export interface WithTagledgerOptions {
  /**
   * Where `'use cache'` keeps its entries: `shared` (default) between all instances, or `near` in the memory of each,
   * still invalidated everywhere. `'use cache: remote'` is always shared.
   */
  readonly default?: "shared" | "near";
}

interface CacheConfig {
  cacheComponents?: boolean | undefined;
  experimental?: { useCache?: boolean | undefined } | undefined;
  cacheHandler?: string | undefined;
  cacheHandlers?: { [kind: string]: string | undefined } | undefined;
  cacheMaxMemorySize?: number | undefined;
  serverExternalPackages?: string[] | undefined;
  images?: { customCacheHandler?: boolean | undefined } | undefined;
}

type ConfigFunction<Config> = (...args: never[]) => Config | Promise<Config>;

/**
 * Adds the handlers of a backend to a configuration of Next.js; what the user has set stays as it is.
 *
 * @param config an object, or a function as Next.js accepts it; the result is of the same kind.
 */
export type WithTagledger = <Config extends object>(config: Config, options?: WithTagledgerOptions) => Config;

/**
 * The `withTagledger` of a package that has the usual modules.
 *
 * @param name of the package.
 * @param resolve as the package itself resolves; `createRequire(import.meta.url).resolve` works in every format that
 * Next.js compiles its configuration to.
 */
export function createWithTagledger(name: string, resolve: (specifier: string) => string): WithTagledger {
  return (config, options) =>
    addHandlers(
      config,
      {
        useCache: resolve(`${name}/use-cache`),
        useCacheNear: resolve(`${name}/use-cache-near`),
        incremental: resolve(`${name}/incremental`),
        packages: [name, "@tagledger/core"],
      },
      options,
    );
}

/**
 * Adds the handlers of a backend to a configuration. What the user has set stays as it is.
 *
 * @param config an object, or a function as Next.js accepts it; the result is of the same kind.
 * @param next the version of Next.js. Default: the one that the application has installed.
 * @throws TL-NEXT-VERSION, before Next.js says of the handlers' options that it does not know them.
 */
export function addHandlers<Config extends object | ConfigFunction<object>>(
  config: Config,
  modules: HandlerModules,
  options: WithTagledgerOptions = {},
  next: string | undefined = installedNext(process.cwd()),
): Config {
  assertSupportedNext(next);
  const add = (given: CacheConfig): CacheConfig => merge(given, modules, options, minorOf(next));
  if (typeof config !== "function") return add(config) as Config;
  const wrapped = async (...args: never[]): Promise<CacheConfig> => add(await config(...args));
  return wrapped as unknown as Config;
}

function merge(
  config: CacheConfig,
  modules: HandlerModules,
  options: WithTagledgerOptions,
  version: string,
): CacheConfig {
  // Next.js bundles every handler of `'use cache'` into edge routes, and fails at it (16.4.6, with any handler). An
  // application with edge routes has no `'use cache'`.
  const hasUseCache = config.cacheComponents === true || config.experimental?.useCache === true;
  const ours = {
    default: options.default === "near" ? modules.useCacheNear : modules.useCache,
    remote: modules.useCache,
  };
  return {
    ...config,
    cacheHandler: config.cacheHandler ?? modules.incremental,
    ...(hasUseCache && { cacheHandlers: { ...ours, ...config.cacheHandlers } }),
    // What Next.js itself keeps in memory no invalidation of another instance reaches.
    cacheMaxMemorySize: config.cacheMaxMemorySize ?? 0,
    serverExternalPackages: [...new Set([...(config.serverExternalPackages ?? []), ...modules.packages])],
    // A configuration with an option that it does not know stops Next.js.
    ...(hasImageHandler(version) && {
      images: { ...config.images, customCacheHandler: config.images?.customCacheHandler ?? true },
    }),
  };
}
