import "./async-storage.ts";
import { createRequire } from "node:module";
import type { HandlerProcess } from "../handler-subject.ts";
import { type BuiltApp, moduleOf } from "./build-files.ts";

interface ResponseEntry {
  readonly isStale?: boolean | -1 | undefined;
  readonly value: unknown;
  readonly cacheControl?: { readonly revalidate: number | false; readonly expire?: number };
}

/** What is used of Next.js' own class, whose types change with every minor version. */
export interface NextIncrementalCache {
  get(key: string, context: object): Promise<ResponseEntry | null>;
  set(key: string, value: object | null, context: object): Promise<void>;
  revalidateTag(tags: string | string[], durations?: { expire?: number }): Promise<void>;
  resetRequestCache(): void;
  readonly cacheHandler: object;
}

const load = createRequire(import.meta.url);
const { IncrementalCache } = load("next/dist/server/lib/incremental-cache/index.js") as {
  IncrementalCache: new (options: object) => NextIncrementalCache;
};

/** Next.js' real incremental cache, with the handler of a process behind it, as it is made for each request. */
export function nextIncrementalCache(process: HandlerProcess, build: BuiltApp): NextIncrementalCache {
  return new IncrementalCache({
    CurCacheHandler: process.IncrementalCache,
    dev: false,
    minimalMode: false,
    serverDistDir: build.serverDistDir,
    requestHeaders: {},
    maxMemoryCacheSize: 0,
    previewProps: { previewModeId: "preview", previewModeSigningKey: "", previewModeEncryptionKey: "" },
    prerenderManifest: { version: 4, routes: {}, dynamicRoutes: {}, notFoundRoutes: [], preview: {} },
  });
}

/** The contexts in which Next.js asks for the response of a route and stores it. */
export function routeContext(path: string, kind: "APP_PAGE" | "APP_ROUTE" | "PAGES" = "APP_PAGE"): object {
  return {
    kind,
    route: { kind, sourceRoute: moduleOf(path, kind) },
    isRoutePPREnabled: true,
    isFallback: false,
  };
}
