/**
 * The part of Next.js' work store that matters to a cache handler (next@16.4.6
 * `server/app-render/work-async-storage.external.js`).
 */
export interface WorkStore {
  readonly requestStartTime: number;
  isOnDemandRevalidate: boolean;
  readonly isDraftMode: boolean;
  readonly incrementalCache: { readonly isOnDemandRevalidate: boolean };
  /** The cached functions that the request waits for, by key; there is none before the first call. */
  pendingCacheInvocations?: Map<string, Promise<Result>>;
  /** What the request keeps of those that have ended. */
  completedCacheInvocations?: Map<string, Result>;
  /** What `unstable_cache` makes anew in the background, until the request ends. */
  pendingRevalidates?: Record<string, Promise<unknown>>;
  /** What the request has invalidated itself. */
  readonly pendingRevalidatedTags: { readonly tag: string; readonly revalidatedAt: number }[];
}

/** What was read, and when. */
export interface Content {
  /** The version of each tag's data; the oldest where one was read twice. */
  readonly versions: Readonly<Record<string, number>>;
  /** True time of the begin of the oldest part that was read for the path it is on. */
  readonly readMs: number;
  /** True time at which the outermost generation of it began. */
  readonly begunMs: number;
  /** Which application made it. */
  readonly application: number;
}

export interface Result {
  readonly content: Content;
  readonly tags: readonly string[];
  /** On the clock of the process that made it. */
  readonly timestamp: number;
}

/** What becomes of what is rendered (next@16.4.6 `server/app-render/work-unit-async-storage.external.js`). */
export type Consumer = "request" | "prerender" | "cache";

const UNITS: Readonly<Record<Consumer, object>> = {
  request: { type: "request" },
  prerender: { type: "prerender" },
  cache: { type: "cache", consumerWillServerCache: true },
};

let currentWork: WorkStore | undefined;
let currentUnit: object | undefined;

// Where Next.js keeps its own. A handler looks at them in the turn it is called in, so nothing has to be carried along.
Reflect.set(globalThis, Symbol.for("@next/work-async-storage@simulated"), { getStore: () => currentWork });
Reflect.set(globalThis, Symbol.for("@next/work-unit-async-storage@simulated"), { getStore: () => currentUnit });

/** Calls a handler as Next.js does from within a render. */
export function within<Value>(workStore: WorkStore | undefined, consumer: Consumer, call: () => Value): Value {
  const [work, unit] = [currentWork, currentUnit];
  currentWork = workStore;
  currentUnit = UNITS[consumer];
  try {
    return call();
  } finally {
    currentWork = work;
    currentUnit = unit;
  }
}

/** @returns what is made of parts; a function is as old as its own begin to those who invalidate the path it is read on. */
export function contentOfFunction(begunMs: number, application: number, parts: readonly Content[]): Content {
  return { versions: oldestVersions(parts), readMs: begunMs, begunMs, application };
}

/** @returns what is made of parts that were all read on one path. */
export function contentOfRoute(begunMs: number, application: number, parts: readonly Content[]): Content {
  const readMs = parts.reduce((oldest, part) => Math.min(oldest, part.begunMs), begunMs);
  return { versions: oldestVersions(parts), readMs, begunMs, application };
}

function oldestVersions(parts: readonly Content[]): Record<string, number> {
  const versions: Record<string, number> = {};
  for (const part of parts) {
    for (const tag in part.versions) versions[tag] = Math.min(versions[tag] ?? Infinity, part.versions[tag] ?? 0);
  }
  return versions;
}
