import type { CachedValue, IncrementalResult, NextIncrementalHandler } from "@tagledger/core";
import { type Route, SERVER_DIST_DIR } from "../app.ts";
import type { Host } from "../host.ts";
import { readData } from "./data.ts";
import type { Functions, RequestScope } from "./functions.ts";
import { type Content, contentOfRoute, type Result, type WorkStore } from "./request.ts";

/** How a request was answered; `joined` is another request's answer. */
export interface Response {
  readonly how: "hit" | "stale" | "rendered" | "joined" | "failed";
  readonly content: Content | undefined;
}

/** What one process of Next.js does with responses. */
export interface Responses {
  get(route: Route): Promise<Response>;
  readonly background: Set<Promise<unknown>>;
}

/** After a failure Next.js waits so many seconds before it tries again (`retainPreviousCacheEntry`). */
const RETRY_SECONDS = 3;

/** After next@16.4.6 `server/response-cache/index.js` and `server/lib/incremental-cache/index.js`. */
export function createResponses(process: Host, functions: Functions): Responses {
  const { clock, handle } = process;
  /** Requests of one response are answered together (`pendingResponses`). */
  const answering = new Map<string, Promise<Response>>();
  const revalidating = new Map<string, Promise<Response>>();
  const background = new Set<Promise<unknown>>();
  /** True time until which a response is served as it is because its regeneration failed. */
  const retainedUntilMs = new Map<string, number>();

  function begin(route: Route, startedMs: number, isTombstone: boolean): RequestScope {
    const workStore: WorkStore = {
      requestStartTime: clock.now(),
      isOnDemandRevalidate: isTombstone,
      isDraftMode: false,
      incrementalCache: { isOnDemandRevalidate: false },
      pendingRevalidatedTags: [],
    };
    return { process, workStore, startedMs, pathTags: route.pathTags };
  }

  async function answer(route: Route): Promise<Response> {
    const startedMs = process.nowMs();
    const handler = new process.IncrementalCache({ dev: false, serverDistDir: SERVER_DIST_DIR });
    const context = { kind: route.kind, isRoutePPREnabled: true, isFallback: false };
    const found = await handle("get response", () => handler.get(route.key, context));
    const state = found === null ? "missing" : stateOf(found);
    if (found === null || state === "missing" || state === "expired") {
      return replace(route, handler, found, startedMs);
    }
    const content = contentOf(found.value);
    if (content === undefined) throw new Error(`${route.path} was served without content`);
    const isRetained = (retainedUntilMs.get(route.path) ?? -1) > process.nowMs();
    const as = state === "stale" || isRetained ? "stale" : "fresh";
    process.judge({ what: route.path, content, as, startedMs, pathTags: route.pathTags });
    if (state === "stale" && !revalidating.has(route.path)) {
      const run = replace(route, handler, found, startedMs).catch(() => {});
      const done = run.finally(() => background.delete(done));
      background.add(done);
    }
    return { how: as === "stale" ? "stale" : "hit", content };
  }

  /** `calculateRevalidate` and what is made of it. */
  function stateOf({ lastModified, cacheControl }: IncrementalResult): "fresh" | "stale" | "expired" {
    if (lastModified === -1) return "expired";
    const nowMs = clock.now();
    const expire = cacheControl?.expire;
    if (expire !== undefined && lastModified + expire * 1000 < nowMs) return "expired";
    const revalidate = cacheControl === undefined ? 1 : cacheControl.revalidate;
    return revalidate !== false && lastModified + revalidate * 1000 < nowMs ? "stale" : "fresh";
  }

  function replace(
    route: Route,
    handler: NextIncrementalHandler,
    previous: IncrementalResult | null,
    startedMs: number,
  ): Promise<Response> {
    const running = revalidating.get(route.path);
    if (running !== undefined) return running.then((response) => ({ ...response, how: "joined" }));
    const made = render(route, handler, previous, startedMs).finally(() => revalidating.delete(route.path));
    revalidating.set(route.path, made);
    return made;
  }

  async function render(
    route: Route,
    handler: NextIncrementalHandler,
    previous: IncrementalResult | null,
    startedMs: number,
  ): Promise<Response> {
    const context = { kind: route.kind, isRoutePPREnabled: true, isFallback: false };
    const begunMs = process.nowMs();
    const request = begin(route, startedMs, previous?.lastModified === -1);
    try {
      const parts: Result[] = await Promise.all(
        route.functions.map(async (fn) => {
          await process.gate();
          return functions.call(request, fn, "prerender");
        }),
      );
      for (const tag of route.data) {
        await process.gate();
        parts.push(await readData(request, handler, tag, "prerender"));
      }
      await process.gate();
      const content = contentOfRoute(
        begunMs,
        process.application,
        parts.map((part) => part.content),
      );
      const tags = [...new Set([...route.pathTags, ...parts.flatMap((part) => part.tags)])];
      const value = valueOf(route, JSON.stringify(content), tags);
      await handle("set response", () =>
        handler.set(route.key, value, { ...context, cacheControl: { revalidate: false } }),
      );
      retainedUntilMs.delete(route.path);
      return { how: "rendered", content };
    } catch (error) {
      if (!process.isOrigin(error)) throw error;
      if (previous?.value == null) return { how: "failed", content: undefined };
      // The same object once more, with a short lifetime.
      const { value } = previous;
      if (previous.lastModified !== -1) retainedUntilMs.set(route.path, process.nowMs() + (RETRY_SECONDS + 1) * 1000);
      await handle("set response", () =>
        handler.set(route.key, value, { ...context, cacheControl: { revalidate: RETRY_SECONDS } }),
      );
      return { how: "failed", content: undefined };
    }
  }

  return {
    background,
    get(route) {
      const running = answering.get(route.path);
      if (running !== undefined) return running.then((response) => ({ ...response, how: "joined" }));
      const made = answer(route).finally(() => answering.delete(route.path));
      answering.set(route.path, made);
      return made;
    },
  };
}

function valueOf({ kind }: Route, text: string, tags: readonly string[]): CachedValue {
  const headers = { "x-next-cache-tags": tags.join(",") };
  if (kind === "APP_ROUTE") return { kind, body: Buffer.from(text), headers, status: 200 };
  const empty = { postponed: undefined, segmentData: undefined };
  return { kind, html: text, rscData: Buffer.from("rsc"), headers, status: 200, ...empty };
}

export function contentOf(value: CachedValue | null): Content | undefined {
  if (value?.kind === "APP_ROUTE") return JSON.parse(value.body.toString()) as Content;
  return value?.kind === "APP_PAGE" && value.html !== "" ? (JSON.parse(value.html) as Content) : undefined;
}
