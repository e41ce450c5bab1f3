import { loadedExports } from "./loaded-exports.ts";
import { outside } from "./outside.ts";

/**
 * The only place that reaches for something Next.js does not offer: its work store, the record of the request that is
 * being rendered. Next keeps the storage under a global symbol (next@16.4.6 `server/app-render/async-local-storage.js`,
 * `getOrCreateGlobalAsyncLocalStorage`), before 16.4 in a module that it has loaded; none is loaded for it here. Where it
 * is missing, every function here answers `undefined` and callers take their conservative way.
 */
export interface WorkStore {
  /** Milliseconds on the clock of `Clock.now`, when the request or prerender began. */
  readonly requestStartTime: number;
  isOnDemandRevalidate?: boolean;
  readonly isDraftMode?: boolean;
  readonly incrementalCache?: { readonly isOnDemandRevalidate?: boolean };
}

/**
 * Whether a request may already hold results that it did not get from a handler, by joining another request's.
 *
 * @param own how many unfinished calls are the caller's own.
 * @returns true also where Next.js does not show it.
 */
export function mayHoldResults(store: WorkStore, own: number): boolean {
  const joinsNobody = seenFirst.has(store);
  const pending: unknown = Reflect.get(store, "pendingCacheInvocations");
  const completed: unknown = Reflect.get(store, "completedCacheInvocations");
  const revalidates: unknown = Reflect.get(store, "pendingRevalidates");
  if (typeof revalidates === "object" && revalidates !== null && Object.keys(revalidates).length > 0) return true;
  if (completed instanceof Map && completed.size > 0) return true;
  // Without any call of its own there is no map yet; with one, its absence means that this Next.js has none.
  return pending instanceof Map ? pending.size > own : own > 0 && !joinsNobody;
}

interface Storage {
  getStore(): unknown;
}

/** @returns every storage that Next.js keeps under a global symbol of this name; one for each version that is loaded. */
function storageFinder(name: string): () => readonly Storage[] {
  const prefix = `@next/${name}@`;
  const found: Storage[] = [];
  return () => {
    if (found.length > 0) return found;
    for (const symbol of Object.getOwnPropertySymbols(globalThis)) {
      if (!symbol.description?.startsWith(prefix)) continue;
      const candidate: unknown = Reflect.get(globalThis, symbol);
      if (typeof candidate === "object" && candidate !== null && "getStore" in candidate) {
        found.push(candidate as Storage);
      }
    }
    return found;
  };
}

const workStoragesByName = storageFinder("work-async-storage");
// What its units say of their consumers means what it says here from 16.4 on, which keeps it under a symbol.
const workUnitStorages = storageFinder("work-unit-async-storage");

/** next@16.0.11 and next@16.3.8 `server/app-render/work-async-storage-instance.js`. */
const loadedWorkStorages = loadedExports<Storage>(
  "/next/dist/server/app-render/work-async-storage-instance.js",
  "workAsyncStorageInstance",
);

function workStorages(): readonly Storage[] {
  const named = workStoragesByName();
  return named.length > 0 ? named : loadedWorkStorages();
}

function currentStore(storages: readonly Storage[]): object | undefined {
  for (const storage of storages) {
    const store = storage.getStore();
    if (typeof store === "object" && store !== null) return store;
  }
  return undefined;
}

/** @returns whether Next.js lets its work store be found at all. */
export function isWorkStoreReachable(): boolean {
  return workStorages().length > 0;
}

/** @returns the work store of the request this is called in; `undefined` outside of one or where Next has none. */
export function currentWorkStore(): WorkStore | undefined {
  const store = currentStore(workStorages());
  if (store === undefined) return undefined;
  if (!("requestStartTime" in store)) return startingNow(store);
  const start: unknown = store.requestStartTime;
  return typeof start === "number" && Number.isFinite(start) ? (store as WorkStore) : undefined;
}

const seenFirst = new WeakSet<object>();

/**
 * Before 16.3 Next.js does not say when a request began (next@16.2.12 `server/async-storage/work-store.js`), and no
 * request joins another one: all it holds of our caches it has asked a handler for, the first of which sees it here.
 */
function startingNow(store: object): WorkStore {
  const value = outside(() => performance.timeOrigin + performance.now());
  Reflect.defineProperty(store, "requestStartTime", { value });
  seenFirst.add(store);
  return store as WorkStore;
}

const bypassed = new WeakSet<WorkStore>();

/** @returns whether the request has read, or may have read, past the handlers. */
export function isBypassed(store: WorkStore): boolean {
  return store.isOnDemandRevalidate === true || store.isDraftMode === true || bypassed.has(store);
}

const asking = new WeakSet<WorkStore>();

/**
 * Makes what will itself be stored ask the handlers again, instead of using what Next.js kept from earlier in the request
 * (next@16.4.6 `server/use-cache/use-cache-wrapper.js`, `completedCacheInvocations`): a stale value that was right to show
 * would otherwise be built into something fresh. Handlers of Next.js itself are always asked again.
 */
export function askAgain(store: WorkStore | undefined): void {
  const completed: unknown = store && Reflect.get(store, "completedCacheInvocations");
  if (store === undefined || !(completed instanceof Map) || asking.has(store)) return;
  // Without them who asks cannot be told.
  if (workUnitStorages().length === 0) return;
  asking.add(store);
  const get = completed.get.bind(completed);
  completed.get = (key) => (isStored(currentConsumer()) ? undefined : (get(key) as unknown));
}

/** @returns whether {@link askAgain} had its effect on a request. */
export function asksAgain(store: WorkStore): boolean {
  return asking.has(store);
}

/**
 * What becomes of what is made at the moment: it is only answered with, or it becomes part of a response or of another
 * entry that is stored.
 */
export type Consumer = "request" | "response" | "entry" | "unknown";

/** Whether what is made is stored by a cache of the server. */
export function isStored(consumer: Consumer): boolean {
  return consumer === "response" || consumer === "entry";
}

/**
 * Next.js does not put a stale entry into something that is stored; it makes a fresh one at once (next@16.4.6
 * `server/app-render/work-unit-async-storage.external.js`, `willConsumerServerCache`).
 */
export function currentConsumer(): Consumer {
  const unit = currentStore(workUnitStorages());
  switch (unit && Reflect.get(unit, "type")) {
    case "prerender":
    case "prerender-client":
    case "prerender-legacy":
      return "response";
    case "cache":
    case "private-cache":
    case "unstable-cache":
      return Reflect.get(unit as object, "consumerWillServerCache") === false ? "request" : "entry";
    case "request":
    case "prerender-runtime":
    case "validation-client":
      return "request";
    default:
      return "unknown";
  }
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
  if (store?.isOnDemandRevalidate !== true) return;
  bypassed.add(store);
  if (store.isDraftMode === true) return;
  if (store.incrementalCache === undefined || store.incrementalCache.isOnDemandRevalidate === true) return;
  store.isOnDemandRevalidate = false;
}
