import { drain, streamOf } from "./body.ts";
import { publish } from "./channels.ts";
import type { Entry } from "./entry.ts";
import { createGathering } from "./gathering.ts";
import { entryKey } from "./key.ts";
import type { NextCacheEntry, NextUseCacheHandler } from "./next.ts";
import { isPastExpire, isPastRevalidate } from "./lifetime.ts";
import { type Origin, type Piece, UNKNOWN_ORIGIN } from "./lineage.ts";
import { answer, begin, finish, miss, type Operation } from "./operations.ts";
import { outside } from "./outside.ts";
import { createPendingSets } from "./pending.ts";
import type { ReadOutcome, ReadRequest } from "./reading.ts";
import type { Runtime } from "./runtime.ts";
import { skip } from "./skip.ts";
import { type TagId, tagIds, tagParts } from "./tag-id.ts";
import {
  type Consumer,
  currentConsumer,
  currentWorkStore,
  askAgain,
  isStored,
  keepInnerEntries,
  type WorkStore,
} from "./work-store.ts";

export interface UseCacheHandlerOptions {
  /**
   * `near` keeps entries in the memory of this process only, while the ledger still invalidates them on every
   * instance. Default `shared`.
   */
  readonly tier?: "shared" | "near";
  /** Names the application among those that share a namespace. Default: none. */
  readonly application?: string;
  /** The minor version of Next.js, which alone is sure to understand what it has encoded. Default: none. */
  readonly nextVersion?: string;
  /** Milliseconds that a generation may take from the call of `set` to its last byte. Default 120 000. */
  readonly generationDeadlineMs?: number;
}

/** The longest lifetime in seconds that Next.js hands out instead of `Infinity` (next@16.4.6 `use-cache/cache-life-profile.js`). */
const FOREVER_SECONDS = 0xfffffffe;

/** next@16.4.6 `lib/constants.js`, `NEXT_CACHE_ROOT_PARAM_TAG_ID`. */
const ROOT_PARAM_TAG_PREFIX = "_N_RP_";

interface UseCacheMeta {
  readonly stale: number;
  readonly revalidate: number;
  readonly expire: number;
  /** What it may be as old as, where that is not its position alone. */
  readonly origins?: readonly Origin[];
  readonly [name: string]: unknown;
}

/** What came of a generation: all of it, or why there is no body. */
type Generated =
  | (Omit<NextCacheEntry, "value"> & { readonly body: Uint8Array | "too-large" | "late" })
  | { readonly tags: string[]; readonly timestamp: number; readonly body: "late" };

/**
 * A handler for `cacheHandlers` of next.config, which serves `'use cache'` and `'use cache: remote'` (next@16.4.6
 * `server/lib/cache-handlers/types.d.ts`). Every method settles within a bounded time, whatever the store does.
 */
export function createUseCacheHandler(runtime: Runtime, options: UseCacheHandlerOptions = {}): NextUseCacheHandler {
  const { tier = "shared", application = "", nextVersion = "", generationDeadlineMs = 120_000 } = options;
  const { clock, lineage, positions } = runtime;
  const pending = createPendingSets(clock);
  const gathering = createGathering(clock, runtime.deadlineMs);
  const within = `${application}/${nextVersion}/${tier}`;
  /** The tags of the path that a request is on. */
  const pathTags = new WeakMap<WorkStore, readonly TagId[]>();
  const keyOf = (cacheKey: string): string => entryKey({ space: "u", within }, cacheKey);

  async function get(
    cacheKey: string,
    softTags: readonly string[],
    workStore: WorkStore | undefined,
    consumer: Consumer,
    operation: Operation | undefined,
  ): Promise<NextCacheEntry | undefined> {
    const key = keyOf(cacheKey);
    const answered = gathering.enter(workStore);
    if (workStore !== undefined && !pathTags.has(workStore)) pathTags.set(workStore, tagIds(softTags));
    const request: ReadRequest = {
      kind: "use-cache",
      tags: softTags,
      tier,
      isDue: isPastRevalidate,
      isOver: isPastExpire,
    };
    let found: ReadOutcome = { verdict: "missing" };
    try {
      await pending.settled(key, runtime.deadlineMs);
      // Next.js calls `refreshTags` before; without a request nobody did.
      if (workStore === undefined) await runtime.refresh();
      found = await runtime.read(key, request);
    } finally {
      await answered(found.verdict === "stale" && consumer === "request");
    }
    // After that: the answers that the request has already need not wait for this one.
    found = await runtime.awaitEntry(key, request, found);
    if (operation !== undefined) answer(operation, found, request);
    if (found.verdict === "missing") return undefined;
    const { entry } = found;
    // Once more, in the turn in which Next.js gets it: it may have waited for others.
    const verdict = runtime.judge(entry, tagIds(softTags));
    if (verdict === "expired") {
      if (operation !== undefined) miss(operation, found.reason);
      return undefined;
    }
    positions.shared();
    // Next.js keeps it for the rest of the request, and gives it to requests that ask for the same at the same time.
    if (verdict === "stale" && !isStored(consumer)) lineage.handedOut(pieceOf(key, entry));
    else if (entry.position.seq < runtime.replica.pathSeq) lineage.sharedAcrossPaths(pieceOf(key, entry));
    const { stale, revalidate, expire } = metaOf(entry);
    return {
      value: streamOf(entry.body),
      tags: [...entry.tags],
      timestamp: entry.createdMs,
      stale,
      expire,
      // Never masked: Next.js also refuses to build a stale entry into another one by this.
      revalidate: verdict === "stale" ? -1 : revalidate,
    };
  }

  async function set(cacheKey: string, pendingEntry: Promise<NextCacheEntry>, workStore: WorkStore | undefined) {
    const key = keyOf(cacheKey);
    const end = pending.begin(key);
    try {
      const generated = await collect(pendingEntry);
      if (generated === "errored") skip(key, "use-cache", generated);
      else await store(key, generated, workStore);
    } finally {
      end();
    }
  }

  /** @returns the whole generation, or why there is none. */
  async function collect(pendingEntry: Promise<NextCacheEntry>) {
    let cancel = (): void => {};
    const late = new Promise<"late">((resolve) => {
      cancel = clock.schedule(generationDeadlineMs, () => resolve("late"));
    });
    try {
      const entry = await Promise.race([pendingEntry, late]);
      // Nothing is known of it, and everything may have joined it.
      if (entry === "late") return { tags: [], timestamp: clock.now(), body: entry };
      return { ...entry, body: await Promise.race([drain(entry.value, runtime.maxEntryBytes), late]) };
    } catch {
      // A cached function that throws is not a failure of the cache.
      return "errored";
    } finally {
      cancel();
    }
  }

  async function store(key: string, generated: Generated, workStore: WorkStore | undefined): Promise<void> {
    const tags = [...generated.tags];
    const position =
      generated.body === "late"
        ? undefined
        : positions.of({
            key,
            tags: tagIds(tagParts(tags)),
            pathTags: (workStore && pathTags.get(workStore)) ?? [],
            begunMs: generated.timestamp,
            workStore,
          });
    // A function that reads root parameters is stored twice at once, under its key and as the way to that, and can be
    // joined until both have ended. What joins it gets none of the tags that only show the way.
    const inherited = tagParts(tags).filter((tag) => !tag.startsWith(ROOT_PARAM_TAG_PREFIX));
    const origins = position?.origins ?? [UNKNOWN_ORIGIN];
    const ended = lineage.generated({ key, tags: tagIds(inherited), origins });
    try {
      if (typeof generated.body === "string") return skip(key, "use-cache", generated.body);
      if (generated.expire === 0) return skip(key, "use-cache", "expire 0");
      if (position === undefined) return skip(key, "use-cache", "position unknown");
      const entry: Entry = {
        kind: "use-cache",
        position: { epoch: position.epoch, seq: position.seq },
        tags,
        tagIds: tagIds(tags),
        createdMs: generated.timestamp,
        meta: {
          stale: finite(generated.stale),
          revalidate: finite(generated.revalidate),
          expire: finite(generated.expire),
          ...(origins.length > 1 && { origins }),
        } satisfies UseCacheMeta,
        body: generated.body,
      };
      const ttlMs = finite(generated.expire) * 1000 - (clock.now() - generated.timestamp);
      if (ttlMs <= 0) return skip(key, "use-cache", "expired");
      await runtime.write(key, { entry, ttlMs, tier });
    } finally {
      ended();
    }
  }

  return {
    get(cacheKey, softTags) {
      const workStore = currentWorkStore();
      const consumer = currentConsumer();
      const operation = begin("get", "use-cache", "use-cache");
      const result = outside(() =>
        get(cacheKey, softTags ?? [], workStore, consumer, operation).catch((cause: unknown) =>
          missed(cause, operation),
        ),
      );
      return operation === undefined ? result : finish(operation, result);
    },
    set(cacheKey, pendingEntry) {
      const workStore = currentWorkStore();
      const operation = begin("set", "use-cache", "use-cache");
      const result = outside(() => set(cacheKey, pendingEntry, workStore).catch(ignored));
      return operation === undefined ? result : finish(operation, result);
    },
    refreshTags() {
      const workStore = currentWorkStore();
      keepInnerEntries(workStore);
      askAgain(workStore);
      const operation = begin("refresh", "use-cache");
      const result = outside(() => runtime.refresh(workStore, 1).catch(ignored));
      return operation === undefined ? result : finish(operation, result);
    },
    // `get` is given the same tags and judges by position, which a time could not express.
    getExpiration: async () => Infinity,
    updateTags(tags, durations) {
      const workStore = currentWorkStore();
      const operation = begin("invalidate", "use-cache");
      if (operation !== undefined) operation.tags = tags;
      const result = outside(() => runtime.invalidate(tags, durations, workStore));
      return operation === undefined ? result : finish(operation, result);
    },
  };
}

function pieceOf(key: string, entry: Entry): Piece {
  return { key, tags: tagIds(tagParts(entry.tags)), origins: originsOf(entry) };
}

function originsOf(entry: Entry): readonly Origin[] {
  return metaOf(entry).origins ?? [{ seq: entry.position.seq, depth: 0 }];
}

function metaOf(entry: Entry): UseCacheMeta {
  return entry.meta as UseCacheMeta;
}

function finite(seconds: number): number {
  return seconds < FOREVER_SECONDS ? seconds : FOREVER_SECONDS;
}

function missed(cause: unknown, operation: Operation | undefined): undefined {
  if (operation !== undefined) miss(operation, "failed");
  ignored(cause);
}

function ignored(cause: unknown): void {
  publish("tagledger:problem", () => ({ code: "TL-UNEXPECTED", message: "A cache handler failed.", cause }));
}
