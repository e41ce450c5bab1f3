import type {
  CacheControl,
  CachedValue,
  IncrementalGetContext,
  IncrementalResult,
  NextIncrementalHandler,
} from "@tagledger/core";
import type { HandlerProcess } from "../handler-subject.ts";
import { type BuiltApp, type BuiltRoute, responseKey, writeBuild } from "./build-files.ts";
import { beginRequest, within, type WorkStore } from "./request.ts";

type ResponseKind = "APP_PAGE" | "APP_ROUTE" | "PAGES";

export function appPage(html: string, tags: readonly string[] = []): CachedValue {
  return {
    kind: "APP_PAGE",
    html,
    rscData: Buffer.from(`rsc:${html}`),
    postponed: undefined,
    headers: { "x-next-cache-tags": tags.join(",") },
    status: 200,
    segmentData: undefined,
  };
}

export function appRoute(body: string, tags: readonly string[] = []): CachedValue {
  return { kind: "APP_ROUTE", body: Buffer.from(body), headers: { "x-next-cache-tags": tags.join(",") }, status: 200 };
}

export function fetched(body: string, revalidate = 900): CachedValue {
  return { kind: "FETCH", data: { headers: { a: "b" }, body, status: 200, url: "https://api.test/" }, revalidate };
}

export function image(content: string, revalidate = 60): CachedValue {
  return { kind: "IMAGE", buffer: Buffer.from(content), etag: "e", upstreamEtag: "u", extension: "webp", revalidate };
}

/** @returns the text that a value of any kind is recognised by; `undefined` when it has none or is empty. */
export function textOf(result: { readonly value: unknown } | null | undefined): string | undefined {
  const value = result?.value as CachedValue | null | undefined;
  if (value === null || value === undefined) return undefined;
  switch (value.kind) {
    case "APP_PAGE":
    case "PAGES":
      return value.html === "" ? undefined : value.html;
    case "APP_ROUTE":
      return value.body.toString();
    case "FETCH":
      return value.data.body;
    case "IMAGE":
      return value.buffer.toString();
    case "REDIRECT":
      return undefined;
  }
}

/** A result that Next.js answers a request from without rendering it anew first. */
export function isServed(result: IncrementalResult | null): boolean {
  return result !== null && result.lastModified !== -1;
}

/** A result that Next.js serves and replaces in the background. */
export function isStale(process: HandlerProcess, result: IncrementalResult): boolean {
  const revalidate = result.cacheControl?.revalidate;
  return typeof revalidate === "number" && result.lastModified + revalidate * 1000 < process.clock.now();
}

/** One request to a process, whose handler instance it has for itself as in Next.js. */
export interface ResponseRequest {
  readonly handler: NextIncrementalHandler;
  readonly workStore: WorkStore;
  get(path: string, context?: Partial<IncrementalGetContext>): Promise<IncrementalResult | null>;
  set(path: string, value: CachedValue | null, cacheControl?: CacheControl, isFallback?: boolean): Promise<void>;
  getFetch(key: string, context?: Partial<IncrementalGetContext>): Promise<IncrementalResult | null>;
  setFetch(key: string, value: CachedValue, tags?: readonly string[]): Promise<void>;
}

/** The response side of one application: its build, and requests to its processes. */
export interface TestSite {
  readonly build: BuiltApp;
  request(process: HandlerProcess): ResponseRequest;
  /** Answers a request: renders with `value` when there is nothing to serve, or what there is is stale. */
  answer(process: HandlerProcess, path: string, value: () => CachedValue): Promise<"hit" | "stale" | "rendered">;
}

const DEFAULT_ROUTES: readonly BuiltRoute[] = [
  { path: "/page" },
  { path: "/" },
  { path: "/route", kind: "APP_ROUTE" },
  { path: "/pages", kind: "PAGES" },
  { path: "/shell/a", source: "/shell/[slug]", fallback: "/shell/[slug].html" },
];

const NO_LIFETIME: CacheControl = { revalidate: false };

/** @param routes what the build prerendered. */
export async function testSite(routes: readonly BuiltRoute[] = DEFAULT_ROUTES, buildId = "build-1"): Promise<TestSite> {
  const build = await writeBuild(buildId, routes);
  builds.add(build);
  const routeOf = (path: string): BuiltRoute => routes.find((route) => route.path === path) ?? { path };
  const keyOf = (path: string): string => {
    const { kind, source } = routeOf(path);
    return responseKey(path, kind, source);
  };

  function request(process: HandlerProcess): ResponseRequest {
    const handler = new process.IncrementalCache({ dev: false, serverDistDir: build.serverDistDir });
    const workStore = beginRequest(process, { incrementalCache: { cacheHandler: handler } });
    return {
      handler,
      workStore,
      // Responses are looked up and stored outside of the render.
      get: (path, context) =>
        handler.get(keyOf(path), {
          kind: routeOf(path).kind ?? "APP_PAGE",
          isRoutePPREnabled: true,
          isFallback: false,
          ...context,
        }),
      set: (path, value, cacheControl = NO_LIFETIME, isFallback = false) => {
        const kind: ResponseKind = routeOf(path).kind ?? "APP_PAGE";
        return handler.set(keyOf(path), value, { kind, isRoutePPREnabled: true, isFallback, cacheControl });
      },
      getFetch: (key, context) =>
        within(workStore, () =>
          handler.get(key, { kind: "FETCH", revalidate: 900, tags: [], softTags: [], ...context }),
        ),
      setFetch: (key, value, tags = []) =>
        within(workStore, () => handler.set(key, value, { fetchCache: true, tags: [...tags] })),
    };
  }

  return {
    build,
    request,
    async answer(process, path, value) {
      const { get, set } = request(process);
      const found = await get(path);
      if (found !== null && isServed(found) && !isStale(process, found)) return "hit";
      await set(path, value());
      return found !== null && isServed(found) ? "stale" : "rendered";
    },
  };
}

const builds = new Set<BuiltApp>();

/** Removes the builds that claims have written. */
export async function removeBuilds(): Promise<void> {
  for (const build of builds) {
    builds.delete(build);
    await build.remove();
  }
}
