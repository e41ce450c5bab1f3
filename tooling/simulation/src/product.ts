import type * as core from "@tagledger/core";
import type { createEntries } from "../../../packages/redis/dist/entries.js";
import type { createKeys } from "../../../packages/redis/dist/keys.js";
import type { keepLink } from "../../../packages/redis/dist/kept-link.js";
import type { createLedger } from "../../../packages/redis/dist/ledger.js";
import type * as scripts from "../../../packages/redis/dist/script.js";

/** What is simulated: the packages as they were built, or a copy of them with something broken. */
export interface Product {
  readonly core: typeof core;
  readonly redis: {
    readonly createLedger: typeof createLedger;
    readonly createEntries: typeof createEntries;
    readonly createKeys: typeof createKeys;
    readonly keepLink: typeof keepLink;
    readonly scripts: typeof scripts;
  };
}

/** Where the packages are. */
export interface Places {
  readonly core: URL;
  readonly redis: URL;
}

export const BUILT: Places = {
  core: new URL("./", import.meta.resolve("@tagledger/core/package.json")),
  redis: new URL("./", import.meta.resolve("@tagledger/redis/package.json")),
};

/** @param places folders with a `dist` each. */
export async function loadProduct(places: Places = BUILT): Promise<Product> {
  const of = async (place: URL, file: string): Promise<unknown> =>
    import(/* @vite-ignore */ new URL(`dist/${file}.js`, place).href);
  const [loaded, ledger, entries, keys, link, lua] = await Promise.all([
    of(places.core, "index"),
    of(places.redis, "ledger"),
    of(places.redis, "entries"),
    of(places.redis, "keys"),
    of(places.redis, "kept-link"),
    of(places.redis, "script"),
  ]);
  const redis = Object.assign({}, ledger, entries, keys, link, { scripts: lua });
  return { core: loaded, redis } as unknown as Product;
}
