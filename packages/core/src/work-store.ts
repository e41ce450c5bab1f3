/**
 * The only place that reaches for something Next.js does not offer: its work store, the record of the request that is
 * being rendered. Next keeps the storage under a global symbol (next@16.4.6 `server/app-render/async-local-storage.js`,
 * `getOrCreateGlobalAsyncLocalStorage`), so no internal module is imported. Where it is missing, every function here
 * answers `undefined` and callers take their conservative way.
 */
export interface WorkStore {
  /** Milliseconds on the clock of `Clock.now`, when the request or prerender began. */
  readonly requestStartTime: number;
  isOnDemandRevalidate?: boolean;
  readonly isDraftMode?: boolean;
  readonly incrementalCache?: { readonly isOnDemandRevalidate?: boolean; readonly cacheHandler?: object };
}

interface WorkStorage {
  getStore(): unknown;
}

const SYMBOL_PREFIX = "@next/work-async-storage@";
let storages: WorkStorage[] | undefined;

function findStorages(): WorkStorage[] {
  const found: WorkStorage[] = [];
  for (const symbol of Object.getOwnPropertySymbols(globalThis)) {
    if (!symbol.description?.startsWith(SYMBOL_PREFIX)) continue;
    const candidate: unknown = Reflect.get(globalThis, symbol);
    if (typeof candidate === "object" && candidate !== null && "getStore" in candidate) {
      found.push(candidate as WorkStorage);
    }
  }
  return found;
}

/** @returns whether Next.js lets its work store be found at all. */
export function isWorkStoreReachable(): boolean {
  if (storages === undefined || storages.length === 0) storages = findStorages();
  return storages.length > 0;
}

/** @returns the work store of the request this is called in; `undefined` outside of one or where Next has none. */
export function currentWorkStore(): WorkStore | undefined {
  if (!isWorkStoreReachable()) return undefined;
  for (const storage of storages ?? []) {
    const store = storage.getStore();
    if (typeof store !== "object" || store === null) continue;
    const start: unknown = Reflect.get(store, "requestStartTime");
    if (typeof start === "number" && Number.isFinite(start)) return store as WorkStore;
  }
  return undefined;
}

/**
 * Lets a page that is regenerated because of a tombstone read its inner `'use cache'` entries.
 *
 * For `lastModified: -1` Next sets `isOnDemandRevalidate`, which makes it skip every `'use cache'` read of the render. A
 * real on-demand revalidation also sets it on the incremental cache; only where that did not happen the flag is taken
 * back. Next awaits `refreshTags` before it looks at the flag (next@16.4.6 `server/use-cache/use-cache-wrapper.js`,
 * `cache` and `shouldForceRevalidate`).
 */
export function keepInnerEntries(store: WorkStore | undefined): void {
  if (store?.isOnDemandRevalidate !== true || store.isDraftMode === true) return;
  if (store.incrementalCache === undefined || store.incrementalCache.isOnDemandRevalidate === true) return;
  store.isOnDemandRevalidate = false;
}

/** What a request's work is known by: the instance of the singular handler that it uses, else the request itself. */
export function scopeOf(store: WorkStore | undefined): object | undefined {
  return store?.incrementalCache?.cacheHandler ?? store;
}
