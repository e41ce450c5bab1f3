import "./async-storage.ts";
import { createRequire } from "node:module";
import type { AsyncLocalStorage } from "node:async_hooks";
import type { HandlerProcess } from "../handler-subject.ts";

/** The part of Next.js' work store that matters to a cache handler. */
export interface WorkStore {
  readonly requestStartTime: number;
  isOnDemandRevalidate: boolean;
  readonly isDraftMode: boolean;
  readonly incrementalCache?: { readonly isOnDemandRevalidate?: boolean; readonly cacheHandler?: object };
  /** The cached functions that the request waits for, by key; there is none before the first call. */
  pendingCacheInvocations?: Map<string, unknown>;
  /** What the request keeps of those that have ended. */
  completedCacheInvocations?: Map<string, unknown>;
}

/** What becomes of what is rendered (next@16.4.6 `server/app-render/work-unit-async-storage.external.js`). */
export type Consumer = "request" | "prerender" | "cache";

// Loaded after the line above has run; a static import would not wait for it everywhere.
const load = createRequire(import.meta.url);
const { workAsyncStorage } = load("next/dist/server/app-render/work-async-storage.external.js") as {
  workAsyncStorage: AsyncLocalStorage<WorkStore>;
};
const { workUnitAsyncStorage } = load("next/dist/server/app-render/work-unit-async-storage.external.js") as {
  workUnitAsyncStorage: AsyncLocalStorage<object>;
};

/** @returns the work store of a request that begins now. */
export function beginRequest(process: HandlerProcess, changes: Partial<WorkStore> = {}): WorkStore {
  return { requestStartTime: process.clock.now(), isOnDemandRevalidate: false, isDraftMode: false, ...changes };
}

/** Runs `body` as Next.js runs a render, within the asynchronous scope of a request. */
export function within<Result>(workStore: WorkStore, body: () => Result): Result {
  return workAsyncStorage.run(workStore, body);
}

/** Runs `body` within a request of its own. */
export function inRequest<Result>(process: HandlerProcess, body: () => Promise<Result>): Promise<Result> {
  return within(beginRequest(process), body);
}

/** Runs `body` as part of a render whose result goes to `consumer`. */
export function renderingFor<Result>(consumer: Consumer, body: () => Result): Result {
  const unit = { type: consumer, ...(consumer === "cache" && { consumerWillServerCache: true }) };
  return workUnitAsyncStorage.run(unit, body);
}

/**
 * Runs `body` as the call of one cached function: Next.js notes in the request what it waits for and keeps what came of
 * it (next@16.4.6 `server/use-cache/use-cache-wrapper.js`, `ResolvableSharedCacheResult`).
 */
export async function calling<Result>(key: string, body: () => Promise<Result>): Promise<Result> {
  const workStore = workAsyncStorage.getStore();
  if (workStore === undefined) return body();
  const pending = (workStore.pendingCacheInvocations ??= new Map());
  const completed = (workStore.completedCacheInvocations ??= new Map());
  pending.set(key, true);
  try {
    return await body();
  } finally {
    pending.delete(key);
    completed.set(key, true);
  }
}
