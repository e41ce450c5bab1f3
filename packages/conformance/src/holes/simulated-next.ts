import type { HandlerProcess } from "../handler-subject.ts";
import { appPage, fetched, isServed, isStale, type ResponseRequest, type TestSite, textOf } from "../next/singular.ts";
import { beginRequest, calling, type Consumer, renderingFor, within, type WorkStore } from "../next/request.ts";
import { bytesOf, entryOf } from "../next/use-cache.ts";
import { type Content, type Needed, oldest, type Truth, wrongWith } from "./truth.ts";

/** A cached function: reads the data of a tag of its own and calls other cached functions. */
export interface CachedFunction {
  readonly key: string;
  readonly tag?: string;
  readonly calls: readonly CachedFunction[];
  readonly readsRootParam?: boolean;
}

interface Result {
  readonly content: Content;
  readonly tags: readonly string[];
}

interface Invocation {
  readonly result: Promise<Result>;
  /** Ends when everything that the handler was given has been stored. */
  readonly stored: Promise<void>;
}

/** What happens between any two things that Next.js does. */
export interface Circumstances {
  gate(): Promise<void>;
  /** True when a data source fails. */
  fails(): boolean;
}

/** One process of Next.js, as far as it decides what a cache handler is asked for and what becomes of its answers. */
export interface SimulatedNext {
  /** A request to a dynamic route that calls cached functions one after the other. */
  dynamic(functions: readonly CachedFunction[]): Promise<void>;
  /** A request to a prerendered page. @returns how it was answered. */
  page(
    path: string,
    functions: readonly CachedFunction[],
    data: readonly string[],
  ): Promise<"hit" | "stale" | "rendered">;
}

interface Request {
  readonly workStore: WorkStore | undefined;
  readonly needed: Needed;
  /** Next keeps what was read or made, for the whole request (`completedCacheInvocations`). */
  readonly completed: Map<string, Result>;
  /** What it waits for, which a second call of the same function in it joins. */
  readonly pending: Map<string, Promise<Result>>;
  refreshed?: Promise<void>;
}

export interface SimulationOptions extends Circumstances {
  readonly truth: Truth;
  readonly site: TestSite;
  /** False where Next's work store cannot be reached. */
  readonly withWorkStore: boolean;
  readonly report: (problem: string) => void;
}

/**
 * After next@16.4.6 `server/use-cache/use-cache-wrapper.js` (`cache`) and `server/response-cache/index.js`, in
 * particular their joins: a request joins the lookup and generation of the same key that another one began, without any
 * look at the age of what comes of it, and goes on when that has been stored.
 */
export function simulateNext(process: HandlerProcess, options: SimulationOptions): SimulatedNext {
  const { truth, site, gate, report } = options;
  /** Of all requests (`crossRequestPendingCacheInvocations`). */
  const invocations = new Map<string, Promise<Invocation>>();
  /** `backgroundRevalidations`. */
  const revalidations = new Set<string>();
  const background: Promise<unknown>[] = [];

  function begin(workStore: WorkStore = beginRequest(process), needed: Needed = truth.needed()): Request {
    return {
      workStore: options.withWorkStore ? workStore : undefined,
      needed,
      completed: new Map(),
      pending: new Map(),
    };
  }

  function inside<Value>({ workStore }: Request, body: () => Promise<Value>): Promise<Value> {
    return workStore === undefined ? body() : within(workStore, body);
  }

  function call(request: Request, fn: CachedFunction, consumer: Consumer): Promise<Result> {
    const kept = request.completed.get(fn.key);
    if (kept !== undefined && isOffered(request, fn.key, consumer)) return Promise.resolve(kept);
    const own = request.pending.get(fn.key);
    if (own !== undefined) return own;
    const result = calling(fn.key, () => renderingFor(consumer, () => invoke(request, fn, consumer)));
    request.pending.set(fn.key, result);
    return result.finally(() => request.pending.delete(fn.key));
  }

  /** Next looks into a map of the request's, which a handler can see. */
  function isOffered({ workStore }: Request, key: string, consumer: Consumer): boolean {
    return (
      workStore === undefined ||
      renderingFor(
        consumer,
        () =>
          workStore.completedCacheInvocations?.has(key) === true &&
          workStore.completedCacheInvocations.get(key) !== undefined,
      )
    );
  }

  async function invoke(request: Request, fn: CachedFunction, consumer: Consumer): Promise<Result> {
    const joined = invocations.get(fn.key);
    const { result, stored } = joined === undefined ? lead(request, fn, consumer) : await joined;
    const made = await result;
    // Only who joins waits until it is stored.
    if (joined !== undefined) await stored;
    request.completed.set(fn.key, made);
    return made;
  }

  /** Others can join from the first moment, before the handler is asked, until what was made is stored. */
  function lead(request: Request, fn: CachedFunction, consumer: Consumer): Invocation {
    const invocation = lookUp(request, fn, consumer);
    const joinable = invocation.then(({ result, stored }) => ({ result, stored }));
    invocations.set(fn.key, joinable);
    const done = (): void => void (invocations.get(fn.key) === joinable && invocations.delete(fn.key));
    invocation
      .then(({ stored }) => stored)
      .finally(done)
      .catch(() => {});
    return { result: invocation.then(({ result }) => result), stored: invocation.then(({ stored }) => stored) };
  }

  async function lookUp(request: Request, fn: CachedFunction, consumer: Consumer): Promise<Invocation> {
    request.refreshed ??= process.useCache.refreshTags();
    await request.refreshed;
    const revalidating = revalidations.has(fn.key);
    await gate();
    // From the handler's answer on Next.js waits for nothing but its turn until nobody can join any more.
    const entry = await process.useCache.get(fn.key, []);
    if (entry !== undefined) {
      const result: Result = { content: JSON.parse((await bytesOf(entry)).toString()) as Content, tags: entry.tags };
      const as = entry.revalidate < 0 ? "stale" : "fresh";
      const problem = wrongWith(result.content, as, request.needed);
      if (problem !== undefined) report(`${fn.key}: ${problem}`);
      if (as === "fresh" || consumer === "request") {
        if (as === "stale" && !revalidating && !revalidations.has(fn.key)) revalidate(request, fn);
        return { result: Promise.resolve(result), stored: Promise.resolve() };
      }
    }
    return generate(request, fn);
  }

  /** Nobody joins what replaces a stale entry in the background. */
  function revalidate(request: Request, fn: CachedFunction): void {
    revalidations.add(fn.key);
    const { stored } = generate(request, fn);
    background.push(stored.finally(() => revalidations.delete(fn.key)));
  }

  function generate(request: Request, fn: CachedFunction): Invocation {
    const timestamp = process.clock.now();
    const result = renderingFor("cache", run);
    return { result, stored: result.then(save) };

    async function run(): Promise<Result> {
      const pieces: Result[] = [];
      if (fn.tag !== undefined) pieces.push({ content: { [fn.tag]: truth.read(fn.tag) }, tags: [fn.tag] });
      await gate();
      for (const inner of fn.calls) {
        pieces.push(await call(request, inner, "cache"));
        await gate();
      }
      const content = oldest(...pieces.map((piece) => piece.content));
      return { content, tags: [...new Set(pieces.flatMap((piece) => piece.tags))] };
    }

    /** A function that reads a root parameter is stored twice, at once: as itself and as what leads there. */
    async function save({ content, tags }: Result): Promise<void> {
      const entry = entryOf(process, { value: JSON.stringify(content), tags, timestamp });
      const sets = [process.useCache.set(fn.key, Promise.resolve(entry))];
      if (fn.readsRootParam === true) {
        const redirect = entryOf(process, { value: "\0", tags: [...tags, "_N_RP_lang"], timestamp });
        sets.push(process.useCache.set(`${fn.key} redirect`, Promise.resolve(redirect)));
      }
      await Promise.all(sets);
    }
  }

  /** `unstable_cache` within a page: what is stale is made anew, and used as it is when that fails. */
  async function readData(request: Request, { getFetch, setFetch }: ResponseRequest, tag: string): Promise<Result> {
    const key = `data-${tag}`;
    const found = await getFetch(key, { tags: [tag] });
    const content = found === null ? undefined : (JSON.parse(textOf(found) ?? "{}") as Content);
    const stale = found !== null && process.clock.now() - found.lastModified > 900_000;
    if (content !== undefined) {
      const problem = wrongWith(content, stale ? "stale" : "fresh", request.needed);
      if (problem !== undefined) report(`${key}: ${problem}`);
      if (!stale) return { content, tags: [tag] };
    }
    const fresh: Content = { [tag]: truth.read(tag) };
    await gate();
    if (content !== undefined && options.fails()) return { content, tags: [tag] };
    await setFetch(key, fetched(JSON.stringify(fresh)), [tag]);
    return { content: fresh, tags: [tag] };
  }

  async function render(
    request: ResponseRequest,
    path: string,
    functions: readonly CachedFunction[],
    data: readonly string[],
    needed: Needed,
  ): Promise<void> {
    const inner = begin(request.workStore, needed);
    await inside(inner, async () => {
      const pieces: Result[] = [];
      const calls = functions.map(async (fn) => {
        await gate();
        return call(inner, fn, "prerender");
      });
      pieces.push(...(await Promise.all(calls)));
      for (const tag of data) {
        await gate();
        pieces.push(await readData(inner, request, tag));
      }
      return pieces;
    }).then(async (pieces) => {
      const content = oldest(...pieces.map((piece) => piece.content));
      const tags = [...new Set(pieces.flatMap((piece) => piece.tags))];
      await gate();
      await request.set(path, appPage(JSON.stringify(content), tags));
    });
  }

  const settle = async (): Promise<void> => {
    while (background.length > 0) await background.shift();
  };

  return {
    async dynamic(functions) {
      const request = begin();
      await inside(request, async () => {
        for (const fn of functions) {
          await gate();
          await call(request, fn, "request");
        }
      });
      await settle();
    },
    async page(path, functions, data) {
      const request = site.request(process);
      const needed = truth.needed();
      const found = await request.get(path);
      if (found === null || !isServed(found)) {
        await render(request, path, functions, data, needed);
        await settle();
        return "rendered";
      }
      const stale = isStale(process, found);
      const problem = wrongWith(JSON.parse(textOf(found) ?? "{}") as Content, stale ? "stale" : "fresh", needed);
      if (problem !== undefined) report(`${path}: ${problem}`);
      if (!stale) return "hit";
      await render(request, path, functions, data, needed);
      await settle();
      return "stale";
    },
  };
}
