/**
 * The types of Next.js that the handlers speak, kept here as structure so that a release that only exports them
 * differently does not break a build. Read from next@16.4.6 `server/lib/cache-handlers/types.d.ts`,
 * `server/lib/incremental-cache/index.d.ts` and `server/response-cache/types.d.ts`.
 */

export interface NextCacheEntry {
  value: ReadableStream<Uint8Array>;
  tags: string[];
  /** Seconds. */
  stale: number;
  /** Fractional milliseconds on the monotonic clock, when the generation began. */
  timestamp: number;
  /** Seconds. */
  expire: number;
  /** Seconds; negative for an entry that is stale by a tag. */
  revalidate: number;
}

export interface NextUseCacheHandler {
  get(cacheKey: string, softTags: string[]): Promise<NextCacheEntry | undefined>;
  set(cacheKey: string, pendingEntry: Promise<NextCacheEntry>): Promise<void>;
  refreshTags(): Promise<void>;
  getExpiration(tags: string[]): Promise<number>;
  updateTags(tags: string[], durations?: { expire?: number }): Promise<void>;
}

export interface CacheControl {
  /** Seconds, at least 1; `false` for never. */
  revalidate: number | false;
  /** Seconds. */
  expire?: number | undefined;
}

type Headers = { [name: string]: string | string[] | undefined } | undefined;

export interface AppPageValue {
  kind: "APP_PAGE";
  html: string;
  rscData: Buffer | undefined;
  postponed: string | undefined;
  segmentData: Map<string, Buffer> | undefined;
  headers: Headers;
  status: number | undefined;
}

export interface AppRouteValue {
  kind: "APP_ROUTE";
  body: Buffer;
  headers: Headers;
  status: number;
}

export interface PagesValue {
  kind: "PAGES";
  html: string;
  pageData: object;
  headers: Headers;
  status: number | undefined;
}

export interface RedirectValue {
  kind: "REDIRECT";
  props: object;
}

export interface FetchValue {
  kind: "FETCH";
  data: { headers: { [name: string]: string }; body: string; url: string; status?: number };
  /** Seconds. */
  revalidate: number;
}

export interface ImageValue {
  kind: "IMAGE";
  buffer: Buffer;
  etag: string;
  upstreamEtag: string;
  extension: string;
  /** Seconds. */
  revalidate?: number;
}

export type CachedValue = AppPageValue | AppRouteValue | PagesValue | RedirectValue | FetchValue | ImageValue;

export type IncrementalKind = "APP_PAGE" | "APP_ROUTE" | "PAGES" | "FETCH" | "IMAGE";

export interface IncrementalGetContext {
  kind: IncrementalKind;
  isFallback?: boolean;
  isRoutePPREnabled?: boolean;
  /** Only FETCH. Seconds. */
  revalidate?: number | false;
  tags?: string[];
  softTags?: string[];
}

export interface IncrementalSetContext {
  /** True for FETCH, which has no `kind`. */
  fetchCache?: boolean;
  kind?: IncrementalKind;
  isFallback?: boolean;
  isRoutePPREnabled?: boolean;
  tags?: string[];
  cacheControl?: CacheControl;
}

export interface IncrementalResult {
  value: CachedValue | null;
  /** Milliseconds on the local clock; -1 makes Next.js regenerate before it answers. */
  lastModified: number;
  cacheControl?: CacheControl;
}

export interface IncrementalHandlerOptions {
  dev?: boolean;
  serverDistDir?: string;
}

export interface NextIncrementalHandler {
  get(key: string, context: IncrementalGetContext): Promise<IncrementalResult | null>;
  set(key: string, value: CachedValue | null, context: IncrementalSetContext): Promise<void>;
  revalidateTag(tags: string | string[], durations?: { expire?: number }): Promise<void>;
  resetRequestCache(): void;
}

/** What `cacheHandler` of next.config must point to. */
export type NextIncrementalHandlerClass = new (options: IncrementalHandlerOptions) => NextIncrementalHandler;
