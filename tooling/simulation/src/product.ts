/** What is simulated: the packages as they were built, or a copy of them with something broken. */
export interface Product {
  readonly core: typeof import("@tagledger/core");
  readonly redis: {
    readonly createLedger: typeof import("../../../packages/redis/dist/ledger.js").createLedger;
    readonly createEntries: typeof import("../../../packages/redis/dist/entries.js").createEntries;
    readonly createKeys: typeof import("../../../packages/redis/dist/keys.js").createKeys;
    readonly keepLink: typeof import("../../../packages/redis/dist/kept-link.js").keepLink;
    readonly scripts: typeof import("../../../packages/redis/dist/script.js");
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
  const [core, ledger, entries, keys, link, scripts] = await Promise.all([
    of(places.core, "index"),
    of(places.redis, "ledger"),
    of(places.redis, "entries"),
    of(places.redis, "keys"),
    of(places.redis, "kept-link"),
    of(places.redis, "script"),
  ]);
  const redis = Object.assign({}, ledger, entries, keys, link, { scripts });
  return { core, redis } as unknown as Product;
}
