import type { NextCacheEntry } from "@tagledger/core";
import type { CachedFunction } from "../app.ts";
import type { Host } from "../host.ts";
import { type Consumer, type Content, contentOfFunction, type Result, within, type WorkStore } from "./request.ts";

/** One request, or one render, as far as cached functions know it. */
export interface RequestScope {
  readonly process: Host;
  readonly workStore: WorkStore;
  /** True time at which the request began. */
  readonly startedMs: number;
  readonly pathTags: readonly string[];
  refreshed?: Promise<void>;
}

interface Invocation {
  readonly result: Promise<Result>;
  /** Ends when everything that the handler was given has been stored. */
  readonly stored: Promise<unknown>;
}

/** What one process of Next.js does with `'use cache'`. */
export interface Functions {
  call(request: RequestScope, fn: CachedFunction, consumer: Consumer): Promise<Result>;
  /** What is made in the background. */
  readonly background: Set<Promise<unknown>>;
}

/** After next@16.4.6 `server/use-cache/use-cache-wrapper.js` (`cache`), in particular its joins. */
export function createFunctions(process: Host): Functions {
  const { truth, clock, handle } = process;
  /** Of all requests (`crossRequestPendingCacheInvocations`). */
  const invocations = new Map<string, Promise<Invocation>>();
  /** `backgroundRevalidations`. */
  const revalidations = new Set<string>();
  const background = new Set<Promise<unknown>>();

  function inside<Value>({ workStore }: RequestScope, consumer: Consumer, run: () => Value): Value {
    return within(process.withWorkStore ? workStore : undefined, consumer, run);
  }

  /** The request has invalidated it itself (`shouldDiscardCacheEntry`). */
  function isDiscarded({ workStore }: RequestScope, { tags, timestamp }: Result, pathTags: readonly string[]): boolean {
    return workStore.pendingRevalidatedTags.some(
      ({ tag, revalidatedAt }) => (tags.includes(tag) || pathTags.includes(tag)) && revalidatedAt > timestamp,
    );
  }

  function call(request: RequestScope, fn: CachedFunction, consumer: Consumer): Promise<Result> {
    const { workStore } = request;
    const pending = (workStore.pendingCacheInvocations ??= new Map());
    const completed = (workStore.completedCacheInvocations ??= new Map());
    const own = pending.get(fn.key);
    if (own !== undefined) return own;
    const kept = inside(request, consumer, () => completed.get(fn.key));
    if (kept !== undefined && !isDiscarded(request, kept, request.pathTags)) return Promise.resolve(kept);
    const result = invoke(request, fn, consumer);
    pending.set(fn.key, result);
    return result.finally(() => pending.delete(fn.key));
  }

  async function invoke(request: RequestScope, fn: CachedFunction, consumer: Consumer): Promise<Result> {
    const joined = invocations.get(fn.key);
    const { result, stored } = joined === undefined ? lead(request, fn, consumer) : await joined;
    const made = await result;
    // Only who joins waits until it is stored.
    if (joined !== undefined) await stored;
    request.workStore.completedCacheInvocations?.set(fn.key, made);
    return made;
  }

  /** Others can join from the first moment, before the handler is asked, until what was made is stored. */
  function lead(request: RequestScope, fn: CachedFunction, consumer: Consumer): Invocation {
    const invocation = lookUp(request, fn, consumer);
    const joinable = invocation.then((found) => found);
    invocations.set(fn.key, joinable);
    const done = (): void => void (invocations.get(fn.key) === joinable && invocations.delete(fn.key));
    invocation
      .then(({ stored }) => stored)
      .finally(done)
      .catch(() => {});
    const stored = invocation.then(({ stored: ended }) => ended);
    stored.catch(() => {});
    return { result: invocation.then(({ result }) => result), stored };
  }

  async function lookUp(request: RequestScope, fn: CachedFunction, consumer: Consumer): Promise<Invocation> {
    const { workStore } = request;
    request.refreshed ??= handle("refreshTags", () => inside(request, consumer, () => process.useCache.refreshTags()));
    await request.refreshed;
    await process.gate();
    if (workStore.isOnDemandRevalidate) return generate(request, fn);
    const revalidating = revalidations.has(fn.key);
    const entry = await handle("get", () =>
      inside(request, consumer, () => process.useCache.get(fn.key, [...request.pathTags])),
    );
    const result = entry && (await resultOf(entry));
    if (entry === undefined || result === undefined || isDiscarded(request, result, request.pathTags)) {
      return generate(request, fn);
    }
    const as = entry.revalidate < 0 ? "stale" : "fresh";
    process.judge({
      what: fn.key,
      content: result.content,
      as,
      startedMs: request.startedMs,
      pathTags: request.pathTags,
    });
    process.judgeAge(fn.key, result.content, entry.timestamp);
    const nowMs = clock.now();
    const isDue = nowMs > entry.timestamp + entry.revalidate * 1000;
    if (nowMs > entry.timestamp + entry.expire * 1000 || (isDue && consumer !== "request")) {
      return generate(request, fn);
    }
    if (isDue && !revalidating && !revalidations.has(fn.key)) revalidate(request, fn);
    return { result: Promise.resolve(result), stored: Promise.resolve() };
  }

  async function resultOf(entry: NextCacheEntry): Promise<Result> {
    const chunks: Uint8Array[] = [];
    const reader = entry.value.getReader();
    for (let read = await reader.read(); !read.done; read = await reader.read()) chunks.push(read.value);
    const content = JSON.parse(Buffer.concat(chunks).toString()) as Content;
    return { content, tags: entry.tags, timestamp: entry.timestamp };
  }

  /** Nobody joins what replaces a stale entry in the background. */
  function revalidate(request: RequestScope, fn: CachedFunction): void {
    revalidations.add(fn.key);
    const { stored } = generate(request, fn);
    const done = stored
      .catch(() => {})
      .finally(() => {
        revalidations.delete(fn.key);
        background.delete(done);
      });
    background.add(done);
  }

  function generate(request: RequestScope, fn: CachedFunction): Invocation {
    const timestamp = clock.now();
    const begunMs = process.nowMs();
    const result = run();
    const stored = result.then(save);
    stored.catch(() => {});
    return { result, stored };

    async function run(): Promise<Result> {
      // React renders what a function returns in a turn of its own, and calls the function then.
      await process.turn();
      const parts: Content[] = [];
      const tags = new Set<string>();
      if (fn.tag !== undefined) {
        await process.gate();
        process.readOrigin();
        parts.push({ versions: { [fn.tag]: truth.read(fn.tag) }, readMs: begunMs, begunMs, application: 0 });
        tags.add(fn.tag);
      }
      await process.gate();
      for (const inner of fn.calls) {
        const part = await call(request, inner, "cache");
        parts.push(part.content);
        for (const tag of part.tags) tags.add(tag);
        await process.gate();
      }
      return { content: contentOfFunction(begunMs, process.application, parts), tags: [...tags], timestamp };
    }

    async function save({ content, tags }: Result): Promise<void> {
      const bytes = JSON.stringify(content);
      const sets = [set(fn.key, bytes, tags)];
      if (fn.readsRootParam === true) sets.push(set(`${fn.key} redirect`, "\0", [...tags, "_N_RP_lang"]));
      await Promise.all(sets);
    }

    function set(key: string, text: string, tags: readonly string[]): Promise<void> {
      const { revalidate: seconds, expire } = fn;
      const value = streamOf(text);
      const entry = { value, tags: [...tags], timestamp, stale: 300, revalidate: seconds, expire };
      return handle("set", () => inside(request, "request", () => process.useCache.set(key, Promise.resolve(entry))));
    }
  }

  return { call, background };
}

/** As much of a stream as a handler may use, without what one costs. */
function streamOf(text: string): ReadableStream<Uint8Array> {
  let value: Uint8Array | undefined = Buffer.from(text);
  const read = async (): Promise<{ done: boolean; value: Uint8Array | undefined }> => {
    const next = { done: value === undefined, value };
    value = undefined;
    return next;
  };
  return { getReader: () => ({ read }) } as unknown as ReadableStream<Uint8Array>;
}
