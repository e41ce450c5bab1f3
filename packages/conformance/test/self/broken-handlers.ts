import { readFileSync } from "node:fs";
import { join } from "node:path";
import type {
  CachedValue,
  IncrementalGetContext,
  IncrementalHandlerOptions,
  IncrementalResult,
  IncrementalSetContext,
  NextCacheEntry,
  NextIncrementalHandler,
  NextIncrementalHandlerClass,
  NextUseCacheHandler,
  Runtime,
  Store,
} from "@tagledger/core";
import type { HandlerProcess, ProcessOptions } from "../../src/handler-subject.ts";
import { beginRequest, within } from "../../src/next/request.ts";
import { naiveHandler, type NaiveBackend } from "./naive-handlers.ts";

/** Breaks one promise of the handlers. */
export interface BrokenHandlers {
  readonly name: string;
  readonly caughtBy: readonly [topic: string, claim: string];
  /** Called once for each subject: how its processes differ. */
  create(): Breakage;
}

export interface Breakage {
  readonly options?: ProcessOptions;
  readonly store?: (store: Store) => Store;
  readonly runtime?: (runtime: Runtime, store: Store) => Runtime;
  readonly process?: (process: HandlerProcess) => HandlerProcess;
}

const IN_ONE = "'use cache' invalidation, in one process";
const ACROSS = "'use cache' invalidation, C1 across processes";
const SKEWED = "'use cache' invalidation, C2";
const RESPONSES_ACROSS = "response invalidation, C1 across processes";
const RESPONSES_IN_ONE = "response invalidation, in one process";

function useCache(
  name: string,
  caughtBy: BrokenHandlers["caughtBy"],
  change: (handler: NextUseCacheHandler, process: HandlerProcess) => Partial<NextUseCacheHandler>,
): BrokenHandlers {
  return {
    name,
    caughtBy,
    create: () => ({
      process: (process) => ({ ...process, useCache: { ...process.useCache, ...change(process.useCache, process) } }),
    }),
  };
}

/** A handler whose answers to `get` differ. */
function answering(
  name: string,
  caughtBy: BrokenHandlers["caughtBy"],
  change: (entry: NextCacheEntry) => NextCacheEntry,
): BrokenHandlers {
  return useCache(name, caughtBy, (handler) => ({
    async get(key, softTags) {
      const entry = await handler.get(key, softTags);
      return entry && change(entry);
    },
  }));
}

/** A handler that is given other entries. */
function storing(
  name: string,
  caughtBy: BrokenHandlers["caughtBy"],
  change: (entry: NextCacheEntry) => NextCacheEntry,
): BrokenHandlers {
  return useCache(name, caughtBy, (handler) => ({ set: (key, pending) => handler.set(key, pending.then(change)) }));
}

interface SingularChange {
  get?(handler: NextIncrementalHandler, key: string, context: IncrementalGetContext): Promise<IncrementalResult | null>;
  set?(
    handler: NextIncrementalHandler,
    key: string,
    value: CachedValue | null,
    context: IncrementalSetContext,
  ): Promise<void>;
  revalidateTag?(
    handler: NextIncrementalHandler,
    tags: string | string[],
    durations?: { expire?: number },
  ): Promise<void>;
  construct?(Real: NextIncrementalHandlerClass, options: IncrementalHandlerOptions): NextIncrementalHandler;
}

function changedClass(Real: NextIncrementalHandlerClass, change: SingularChange): NextIncrementalHandlerClass {
  return class implements NextIncrementalHandler {
    readonly #real: NextIncrementalHandler;
    constructor(options: IncrementalHandlerOptions) {
      this.#real = change.construct?.(Real, options) ?? new Real(options);
    }
    get(key: string, context: IncrementalGetContext): Promise<IncrementalResult | null> {
      return change.get?.(this.#real, key, context) ?? this.#real.get(key, context);
    }
    set(key: string, value: CachedValue | null, context: IncrementalSetContext): Promise<void> {
      return change.set?.(this.#real, key, value, context) ?? this.#real.set(key, value, context);
    }
    revalidateTag(tags: string | string[], durations?: { expire?: number }): Promise<void> {
      return change.revalidateTag?.(this.#real, tags, durations) ?? this.#real.revalidateTag(tags, durations);
    }
    resetRequestCache(): void {
      this.#real.resetRequestCache();
    }
  };
}

function singular(name: string, caughtBy: BrokenHandlers["caughtBy"], create: () => SingularChange): BrokenHandlers {
  return {
    name,
    caughtBy,
    create() {
      const change = create();
      return {
        process: (process) => ({ ...process, IncrementalCache: changedClass(process.IncrementalCache, change) }),
      };
    },
  };
}

export function runtime(
  name: string,
  caughtBy: BrokenHandlers["caughtBy"],
  change: (runtime: Runtime, store: Store) => Partial<Runtime>,
): BrokenHandlers {
  // Getters of the runtime stay what they are.
  const alter = (whole: Runtime, store: Store): Runtime =>
    Object.create(whole, Object.getOwnPropertyDescriptors(change(whole, store))) as Runtime;
  return { name, caughtBy, create: () => ({ runtime: alter }) };
}

/** The rule of an earlier draft: an entry is as old as its own begin, whatever it is made of. */
function ownPositionOnly({ replica, positions }: Runtime): Partial<Runtime> {
  return {
    positions: {
      ...positions,
      of({ begunMs, asked }) {
        const seq = asked?.seq ?? replica.observations.seqBefore(begunMs);
        if (replica.epoch === undefined || seq === undefined) return undefined;
        return { epoch: replica.epoch, seq, origins: [{ seq, depth: 0 }] };
      },
    },
  };
}

export const BROKEN_HANDLERS: readonly BrokenHandlers[] = [
  {
    name: "orders invalidations by the clocks of processes",
    caughtBy: [SKEWED, "P18 an entry written before"],
    create() {
      const backend: NaiveBackend = { entries: new Map(), invalidatedAt: new Map() };
      return { process: (process) => ({ ...process, useCache: naiveHandler(process, backend) }) };
    },
  },
  useCache("answers null to an unknown key", ["values", "P2"], (handler) => ({
    get: async (key, softTags) => (await handler.get(key, softTags)) ?? (null as never),
  })),
  {
    name: "hands out one stream twice",
    caughtBy: ["values", "P4"],
    create() {
      const kept = new Map<string, NextCacheEntry>();
      return {
        process: (process) => ({
          ...process,
          useCache: {
            ...process.useCache,
            async get(key, softTags) {
              const entry = kept.get(key) ?? (await process.useCache.get(key, softTags));
              if (entry !== undefined) kept.set(key, entry);
              return entry;
            },
          },
        }),
      };
    },
  },
  answering("rounds timestamps", ["values", "P6 a timestamp is exact"], (entry) => ({
    ...entry,
    timestamp: Math.round(entry.timestamp),
  })),
  answering(
    "hands out the timestamp of the process that made an entry",
    ["values", "P6 a timestamp is on the clock"],
    (entry) => ({
      ...entry,
      timestamp: entry.timestamp + 1_200_000,
    }),
  ),
  answering("sorts tags", ["values", "P6 tags keep"], (entry) => ({
    ...entry,
    tags: [...new Set(entry.tags)].toSorted(),
  })),
  answering("masks that an entry is stale", [IN_ONE, "P19 an entry whose tag is stale"], (entry) => ({
    ...entry,
    revalidate: entry.revalidate < 0 ? 22 : entry.revalidate,
  })),
  {
    name: "lets one process refresh and masks stale entries for the others (hole 3)",
    caughtBy: ["holes 1, 2, 3", "3 a stale inner entry"],
    create() {
      let leased = false;
      return {
        process: (process) => ({
          ...process,
          useCache: {
            ...process.useCache,
            async get(key, softTags) {
              const entry = await process.useCache.get(key, softTags);
              if (entry === undefined || entry.revalidate >= 0 || !leased) {
                leased ||= entry !== undefined && entry.revalidate < 0;
                return entry;
              }
              return { ...entry, revalidate: 900 };
            },
          },
        }),
      };
    },
  },
  storing("stores entries with expire 0", ["lifetimes", "P12 an entry with expire 0 is not stored"], (entry) => ({
    ...entry,
    expire: Math.max(60, entry.expire),
  })),
  storing("overflows long lifetimes", ["values", "P6 lifetimes survive"], (entry) => ({
    ...entry,
    expire: entry.expire | 0x40000000,
  })),
  storing("drops entries that are past their revalidate", ["lifetimes", "P14"], (entry) => ({
    ...entry,
    expire: entry.revalidate,
  })),
  useCache("resolves set before an entry is readable", ["values", "P8 set waits"], (handler) => ({
    async set(key, pending) {
      handler.set(key, pending).catch(() => {});
    },
  })),
  useCache("rejects set when a generation fails", ["values", "P9 an entry whose promise"], (handler) => ({
    async set(key, pending) {
      await pending;
      await handler.set(key, pending);
    },
  })),
  useCache("does not wait for a set in flight", ["values", "P10 a get during"], (handler) => ({
    set: async (key, pending) => {
      const entry = await pending;
      await handler.set(key, Promise.resolve(entry));
    },
  })),
  useCache("loses what methods are called on", ["values", "P1 a handler"], (handler) => {
    class Handler {
      readonly #handler = handler;
      refreshTags(): Promise<void> {
        return this.#handler.refreshTags();
      }
    }
    const { refreshTags } = new Handler();
    return { refreshTags };
  }),
  useCache("hashes keys as UTF-8", ["keys", "P15"], (handler) => {
    const utf8 = (key: string): string => Buffer.from(key, "utf8").toString();
    return {
      get: (key, softTags) => handler.get(utf8(key), softTags),
      set: (key, pending) => handler.set(utf8(key), pending),
    };
  }),
  useCache("cuts keys short", ["keys", "P15"], (handler) => ({
    get: (key, softTags) => handler.get(key.slice(0, 10_000), softTags),
    set: (key, pending) => handler.set(key.slice(0, 10_000), pending),
  })),
  {
    name: "stores keys as they are",
    caughtBy: ["keys", "P16"],
    create: () => ({
      process: (process) => {
        const { get } = process.useCache;
        const showing = (key: string, softTags: string[]): ReturnType<typeof get> => {
          process.chaos.keys.add(key);
          return get(key, softTags);
        };
        return { ...process, useCache: { ...process.useCache, get: showing } };
      },
    }),
  },
  useCache("does not look at soft tags", [IN_ONE, "P26"], (handler) => ({ get: (key) => handler.get(key, []) })),
  {
    name: "keeps the soft tags of readers",
    caughtBy: [IN_ONE, "P27"],
    create() {
      const kept: string[] = [];
      return {
        process: (process) => ({
          ...process,
          useCache: {
            ...process.useCache,
            get: (key, softTags) => {
              kept.push(...softTags);
              return process.useCache.get(key, kept);
            },
          },
        }),
      };
    },
  },
  useCache("does not tell that an invalidation was lost", ["failure", "P32"], (handler) => ({
    updateTags: (tags, durations) => handler.updateTags(tags, durations).catch(() => {}),
  })),
  useCache("makes every invalidation immediate", [IN_ONE, "P19 an entry whose tag is stale"], (handler) => ({
    updateTags: (tags) => handler.updateTags(tags),
  })),
  useCache("makes every invalidation a profile's", [IN_ONE, "P18 an entry written before"], (handler) => ({
    updateTags: (tags, durations) => handler.updateTags(tags, durations ?? { expire: 31_536_000 }),
  })),
  useCache("takes expire 0 for a profile", [IN_ONE, "P21 expire 0"], (handler) => ({
    updateTags: (tags, durations) => handler.updateTags(tags, durations?.expire === 0 ? {} : durations),
  })),
  useCache("records only the first of several tags", [IN_ONE, "P22"], (handler) => {
    const known = new Map<string, { expire?: number } | undefined>();
    return {
      updateTags: (tags, durations) => {
        // Whatever came first for a tag decides.
        for (const tag of tags) if (!known.has(tag)) known.set(tag, durations);
        return handler.updateTags(tags, known.get(tags[0] ?? ""));
      },
    };
  }),
  useCache("decodes tags", [IN_ONE, "P30"], (handler) => ({
    updateTags: (tags, durations) =>
      handler.updateTags([...tags, ...tags.map((tag) => decodeURIComponent(tag))], durations),
  })),
  useCache("answers with no number when a tag was never invalidated", [IN_ONE, "P28"], () => ({
    getExpiration: async () => Number.NaN,
  })),
  useCache(
    "rejects a refresh that fails",
    ["failure", "P35 every 'use cache' method settles in a process whose store rejects,"],
    (handler, process) => ({
      async refreshTags() {
        await handler.refreshTags();
        if (process.chaos.throws.has("news")) throw new Error("no ledger");
      },
    }),
  ),
  {
    name: "waits for a store as long as it takes",
    caughtBy: ["failure", "P36 every 'use cache' method"],
    create: () => ({ options: { deadlineMs: 1e9 } }),
  },
  {
    name: "takes a failed refresh for no news",
    caughtBy: ["failure", "P35 what cannot be judged"],
    create: () => ({
      runtime: (_whole, store) => {
        const { news } = store;
        // The store is the one that the runtime was made from.
        Object.assign(store, { news: (since: never) => news(since).catch(() => undefined) });
        return _whole;
      },
    }),
  },
  useCache(
    "stamps entries when they are stored",
    [IN_ONE, "P25 an entry begun before and stored after an invalidation"],
    (handler, process) => ({
      async set(key, pending) {
        const entry = await pending;
        await within(beginRequest(process), () =>
          handler.set(key, Promise.resolve({ ...entry, timestamp: process.clock.now() })),
        );
      },
    }),
  ),
  runtime(
    "takes the begin of an entry for its age (hole 1)",
    ["holes 1, 2, 3", "1 a page that joined"],
    ownPositionOnly,
  ),
  runtime("takes the begin of an entry for its age (hole 2)", ["holes 1, 2, 3", "2 an inner result"], ownPositionOnly),
  runtime(
    "takes the begin of an entry for its age (hole 9)",
    ["holes 1, 2, 3", "9 a page that contains"],
    ownPositionOnly,
  ),
  runtime(
    "takes the begin of an entry for its age (by chance)",
    ["holes 1, 2, 3, 9 and 10: what", "nor with profile"],
    ownPositionOnly,
  ),
  runtime("forgets what was joined", ["holes 1, 2, 3", "1 a page that joined"], ({ lineage }) => ({
    lineage: { ...lineage, generated: () => () => {} },
  })),
  runtime("serves what is near without asking the ledger", [ACROSS, "P18 an entry written before"], (whole) => {
    const kept = new Map<string, Awaited<ReturnType<Runtime["read"]>>>();
    return {
      judge: () => "fresh",
      async read(key, request) {
        const known = kept.get(key);
        if (known !== undefined) return known;
        const found = await whole.read(key, request);
        if (found.verdict === "fresh") kept.set(key, found);
        return found;
      },
    };
  }),
  runtime("shares a refresh that was sent too early", ["holes 5, 6, 11", "11 a request relies"], (whole) => {
    let inFlight: Promise<void> | undefined;
    return {
      refresh: (workStore) => {
        inFlight ??= whole.refresh(workStore).finally(() => (inFlight = undefined));
        return inFlight;
      },
    };
  }),
  runtime("refreshes only now and then", [ACROSS, "P18 an entry written before"], (whole) => {
    let refreshes = 0;
    return { refresh: async (workStore) => (refreshes++ % 3 === 0 ? whole.refresh(workStore) : undefined) };
  }),
  runtime(
    "forgets invalidations that could not be recorded",
    ["holes 5, 6, 11", "14 an invalidation that could not"],
    (_whole, store) => ({
      async invalidate(tags, durations) {
        await store.append([{ tags, kind: durations === undefined ? "hard" : "soft" }], undefined);
      },
    }),
  ),
  {
    name: "does not notice that the ledger was lost",
    caughtBy: ["holes 5, 6, 11", "C5 entries of a lost ledger"],
    create: () => ({
      runtime: (whole, store) => {
        const { news } = store;
        // As if positions were bare numbers.
        Object.assign(store, {
          news: async (since: never) => {
            const answer = await news(since);
            const epoch = whole.replica.epoch;
            return answer && epoch !== undefined && answer.position.epoch !== epoch
              ? { ...answer, reset: false, position: { ...answer.position, epoch } }
              : answer;
          },
        });
        return whole;
      },
    }),
  },
  {
    name: "does not look at the floor",
    caughtBy: ["cost and volume", "C6"],
    create: () => ({
      runtime: (whole, store) => {
        const { news, append } = store;
        Object.assign(store, {
          news: async (since: never) => {
            const answer = await news(since);
            return answer && { ...answer, floorSeq: 0 };
          },
          append: async (invalidations: never, since: never) => {
            const answer = await append(invalidations, since);
            return { ...answer, news: { ...answer.news, floorSeq: 0 } };
          },
        });
        return whole;
      },
    }),
  },
  {
    name: "trusts seeds of a lost ledger",
    caughtBy: ["seeds", "4 seeds prove nothing"],
    create: () => ({ options: { seeds: "trust" } }),
  },
  singular("hands out an expired page with its content", [RESPONSES_IN_ONE, "S12 the content"], () => {
    const kept = new Map<string, CachedValue | null>();
    return {
      async get(handler, key, context) {
        const found = await handler.get(key, context);
        return found?.lastModified === -1 ? { ...found, value: kept.get(key) ?? null } : found;
      },
      async set(handler, key, value, context) {
        kept.set(key, value);
        await handler.set(key, value, context);
      },
    };
  }),
  singular(
    "answers null for every expired page",
    [RESPONSES_IN_ONE, "S12 an expired response of a route with a shell"],
    () => ({
      async get(handler, key, context) {
        const found = await handler.get(key, context);
        return found?.lastModified === -1 ? null : found;
      },
    }),
  ),
  singular("reports a stale response as fresh", [RESPONSES_IN_ONE, "S13 a stale response is served once more"], () => ({
    async get(handler, key, context) {
      const found = await handler.get(key, context);
      return found && found.cacheControl?.revalidate === 1 ? { ...found, cacheControl: { revalidate: 900 } } : found;
    },
  })),
  singular("tells no date", ["responses, fetch", "S7"], () => ({
    async get(handler, key, context) {
      const found = await handler.get(key, context);
      return found && { ...found, lastModified: 0 };
    },
  })),
  singular("loses the lifetime of responses", ["responses, fetch", "S8 the lifetime"], () => ({
    async get(handler, key, context) {
      const found = await handler.get(key, context);
      return found && { value: found.value, lastModified: found.lastModified };
    },
  })),
  singular("keeps segments as an object", ["responses, fetch", "S2 an app page"], () => ({
    async get(handler, key, context) {
      const found = await handler.get(key, context);
      const value = found?.value;
      if (value?.kind !== "APP_PAGE" || value.segmentData === undefined) return found;
      return {
        ...found,
        value: { ...value, segmentData: Object.fromEntries(value.segmentData) as never },
      } as IncrementalResult;
    },
  })),
  singular("takes a page that does not exist for a miss", ["responses, fetch", "S4"], () => ({
    async get(handler, key, context) {
      const found = await handler.get(key, context);
      return found?.value == null ? null : found;
    },
  })),
  singular("does not recognise what it handed out", [RESPONSES_ACROSS, "S17 an object that was handed out"], () => ({
    set: (handler, key, value, context) => handler.set(key, structuredClone(value), context),
  })),
  singular(
    "takes the position of the last question for every answer (hole 10)",
    ["holes 1, 2, 3", "10 nor does it matter"],
    () => {
      let latest: NextIncrementalHandler | undefined;
      let Class: NextIncrementalHandlerClass | undefined;
      let given: IncrementalHandlerOptions = {};
      return {
        construct(Real, options) {
          Class = Real;
          given = options;
          return new Real(options);
        },
        get(handler, key, context) {
          latest = Class === undefined ? handler : new Class(given);
          return latest.get(key, context);
        },
        set: (handler, key, value, context) => (latest ?? handler).set(key, value, context),
      };
    },
  ),
  singular("stamps responses when they are stored", [RESPONSES_IN_ONE, "S16 what was asked for"], () => {
    const options = new WeakMap<object, [NextIncrementalHandlerClass, IncrementalHandlerOptions]>();
    return {
      construct(Real, given) {
        const made = new Real(given);
        options.set(made, [Real, given]);
        return made;
      },
      async set(handler, key, value, context) {
        const [Real, given] = options.get(handler) as [NextIncrementalHandlerClass, IncrementalHandlerOptions];
        await new Real(given).set(key, value, context);
      },
    };
  }),
  singular("takes one tag for a list of letters", [RESPONSES_IN_ONE, "S11"], () => ({
    revalidateTag: (handler, tags, durations) => handler.revalidateTag(Array.from(tags), durations),
  })),
  singular("tells applications apart by their build id only", ["holes 5, 6, 11", "C7 18"], () => {
    const byBuild = new Map<string, string>();
    return {
      construct(Real, options) {
        const folder = options.serverDistDir ?? "";
        const id = readFileSync(join(folder, "..", "BUILD_ID"), "utf8");
        if (!byBuild.has(id)) byBuild.set(id, folder);
        return new Real({ ...options, serverDistDir: byBuild.get(id) ?? folder });
      },
    };
  }),
  singular(
    "throws when it cannot answer",
    ["failure", "S20 every singular method settles in a process whose store rejects,"],
    () => ({
      async get(handler, key, context) {
        const found = await handler.get(key, context);
        if (found === null && context.kind === "FETCH") throw new Error("no entry");
        return found;
      },
    }),
  ),
];
