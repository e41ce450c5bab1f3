import { createOpenQuestions } from "./asked.ts";
import { type Build, readBuild } from "./build.ts";
import { readBuildPosition, writeBuildPosition } from "./build-position.ts";
import { type EntryKind, publish } from "./channels.ts";
import type { Entry } from "./entry.ts";
import { type Files, systemFiles } from "./files.ts";
import { decodeValue, type EncodedValue, encodeValue } from "./incremental-codec.ts";
import { entryKey } from "./key.ts";
import type {
  CacheControl,
  CachedValue,
  IncrementalGetContext,
  IncrementalHandlerOptions,
  IncrementalResult,
  IncrementalSetContext,
  NextIncrementalHandler,
  NextIncrementalHandlerClass,
} from "./next.ts";
import { honoursCacheControl } from "./next-version.ts";
import { outside } from "./outside.ts";
import type { Asked } from "./positions.ts";
import { createRetryWaits } from "./retry-waits.ts";
import type { ReadOutcome, Runtime } from "./runtime.ts";
import { readSeed } from "./seeds.ts";
import { skip } from "./skip.ts";
import type { EntryKey } from "./store.ts";
import { tagIds, tagParts } from "./tag-id.ts";
import { isTombstone, tombstone } from "./tombstone.ts";
import {
  type Consumer,
  currentConsumer,
  currentWorkStore,
  isWorkStoreReachable,
  type WorkStore,
} from "./work-store.ts";

export interface IncrementalHandlerFactoryOptions {
  /**
   * Which prerendered output of `next build` may answer a first request. `position` (default): what the ledger proves to
   * be still valid. `trust`: everything that no known invalidation concerns, also after the ledger was lost, when
   * nothing is known. `off`: none.
   */
  readonly seeds?: "position" | "trust" | "off";
  /** Names the application among those that share a namespace. Default: none. */
  readonly application?: string;
  /** The minor version of Next.js, which stored fetch data belongs to. */
  readonly nextVersion?: string;
  readonly files?: Files;
  /** True while `next build` runs. Default: what Next.js says in `NEXT_PHASE`. */
  readonly building?: boolean;
}

type ResponseKind = "APP_PAGE" | "APP_ROUTE" | "PAGES" | "IMAGE";

/** What one process knows of one build, shared by the instances that Next.js creates for each request. */
interface BuildState {
  readonly build: Build | undefined;
  readonly position: { readonly epoch: string; readonly seq: number } | undefined;
}

const TAGS_HEADER = "x-next-cache-tags";
const FOREVER_MS = 365 * 86_400_000;

/**
 * A class for `cacheHandler` of next.config, which serves pages, route handlers, `fetch`, `unstable_cache` and images.
 * Every method settles within a bounded time. How each state of an entry is answered follows what Next.js 16.4.6 does
 * with the answer, kind by kind.
 */
export function createIncrementalCacheHandler(
  runtime: Runtime,
  options: IncrementalHandlerFactoryOptions = {},
): NextIncrementalHandlerClass {
  const {
    seeds = "position",
    application = "",
    nextVersion = "",
    files = systemFiles,
    building = process.env["NEXT_PHASE"] === "phase-production-build",
  } = options;
  const { clock, lineage, positions, replica } = runtime;
  const retryWaits = createRetryWaits(clock);
  const honoursLifetimes = honoursCacheControl(nextVersion);
  /** What was given to Next.js: when it gives the same object back, it stores the old content once more. */
  const handedOut = new WeakMap<object, { readonly stale: boolean }>();
  const builds = new Map<string, Promise<BuildState>>();
  const notedBuilds = new Set<string>();

  function buildOf(serverDistDir: string): Promise<BuildState> {
    const state = builds.get(serverDistDir);
    if (state === undefined) {
      const reading = Promise.all([
        readBuild(files, serverDistDir),
        seeds === "off" ? undefined : readBuildPosition(files, serverDistDir),
      ]).then(async ([build, position]) => {
        if (build !== undefined && !building) {
          await runtime.claim(entryKey({ space: "b", within: application }, build.id), build.identity);
        }
        return { build, position };
      });
      // What could not be read is not what the build is: it is read again.
      reading.catch(() => builds.delete(serverDistDir));
      builds.set(serverDistDir, reading);
      return reading;
    }
    return state;
  }

  /** What is prerendered from now on is as old as the first position of this process, or younger. */
  function noteBuild(serverDistDir: string): void {
    const { epoch } = replica;
    const first = replica.observations.first();
    if (epoch === undefined || first === undefined || notedBuilds.has(serverDistDir)) return;
    notedBuilds.add(serverDistDir);
    writeBuildPosition(files, serverDistDir, { epoch, seq: first.seq }, process.pid).catch((cause: unknown) => {
      publish("tagledger:problem", () => ({
        code: "TL-BUILD-POSITION",
        message: "The folder of the build cannot be written to.",
        cause,
      }));
    });
  }

  return class TagledgerIncrementalCache implements NextIncrementalHandler {
    readonly #serverDistDir: string;
    /** Stale fetch data that this instance gave out, until its replacement is stored. */
    readonly #staleFetches = new Map<EntryKey, () => void>();
    readonly #questions = createOpenQuestions();
    /** For what is stored without having been asked for: it was begun after this instance was created. */
    readonly #created: Asked | undefined;

    constructor({ serverDistDir = "" }: IncrementalHandlerOptions = {}) {
      this.#serverDistDir = serverDistDir;
      this.#created = outside(() => asked());
      if (building && serverDistDir !== "") outside(() => noteBuild(serverDistDir));
    }

    get(key: string, context: IncrementalGetContext): Promise<IncrementalResult | null> {
      const workStore = currentWorkStore();
      const consumer = currentConsumer();
      return outside(async () => {
        try {
          return context.kind === "FETCH"
            ? await this.#getFetch(key, context, workStore, consumer)
            : await this.#getResponse(key, context as IncrementalGetContext & { kind: ResponseKind });
        } catch (cause) {
          reportUnexpected(cause);
          return null;
        }
      });
    }

    set(key: string, value: CachedValue | null, context: IncrementalSetContext): Promise<void> {
      const workStore = currentWorkStore();
      return outside(async () => {
        try {
          if (context.fetchCache === true) await this.#setFetch(key, value, context, workStore);
          else await this.#setResponse(key, value, context);
        } catch (cause) {
          reportUnexpected(cause);
        }
      });
    }

    revalidateTag(tags: string | string[], durations?: { expire?: number }): Promise<void> {
      const workStore = currentWorkStore();
      return outside(() => runtime.invalidate(typeof tags === "string" ? [tags] : tags, durations, workStore));
    }

    resetRequestCache(): void {}

    async #getFetch(
      key: string,
      context: IncrementalGetContext,
      workStore: WorkStore | undefined,
      consumer: Consumer,
    ): Promise<IncrementalResult | null> {
      const storageKey = fetchKey(key);
      const tags = [...(context.tags ?? []), ...(context.softTags ?? [])];
      await runtime.refresh(workStore);
      const found = await runtime.read(storageKey, {
        kind: "FETCH",
        tags,
        isDue: (entry, ageMs) => ageMs > fetchLifetime(entry, context) * 1000,
      });
      const isPastLifetime = found.entry !== undefined && found.ageMs > fetchLifetime(found.entry, context) * 1000;
      if (found.verdict !== "fresh" || isPastLifetime) this.#ask(storageKey);
      if (found.verdict === "missing" || found.verdict === "expired") return null;
      // A page of the build that falls back to a stale value would be taken for as new as the build.
      if (building && found.verdict === "stale") return null;
      const { entry, ageMs } = found;
      const value = valueOf(entry);
      if (value === null || value === undefined) return null;
      if (found.verdict === "fresh") return { value, lastModified: clock.now() - ageMs };
      if (consumer !== "request") {
        // Next.js makes a fresh value at once, and falls back to this one when that fails.
        const origins = [{ seq: entry.position.seq, depth: 0 }];
        const unused = lineage.lent({ key: storageKey, tags: tagIds(tagParts(context.tags ?? [])), origins });
        // An earlier one of this request is never released: which of them Next.js falls back to is not known.
        this.#staleFetches.set(storageKey, unused);
      }
      // Back-dated just past its lifetime: Next.js takes it for stale and compares nothing else with this date that
      // would make it a miss.
      return { value, lastModified: clock.now() - (fetchLifetime(entry, context) + 1) * 1000 };
    }

    async #setFetch(
      key: string,
      value: CachedValue | null,
      context: IncrementalSetContext,
      workStore: WorkStore | undefined,
    ): Promise<void> {
      if (value?.kind !== "FETCH") return;
      const storageKey = fetchKey(key);
      await this.#store(storageKey, value, context.tags ?? [], undefined, FOREVER_MS, workStore);
      this.#staleFetches.get(storageKey)?.();
      this.#staleFetches.delete(storageKey);
    }

    async #getResponse(
      key: string,
      context: IncrementalGetContext & { kind: ResponseKind },
    ): Promise<IncrementalResult | null> {
      const state = await buildOf(this.#serverDistDir);
      const { build } = state;
      if (build === undefined || building) return null;
      const storageKey = responseKey(build, key, context);
      await runtime.refresh();
      let found = await runtime.read(storageKey, {
        kind: context.kind === "PAGES" ? ["PAGES", "REDIRECT"] : context.kind,
        // No invalidation reaches a page of the Pages Router; `res.revalidate` replaces it in the store.
        isDue: (entry, ageMs) => context.kind === "PAGES" || isPastRevalidate(entry, ageMs),
      });
      if (found.verdict === "missing") found = await this.#readSeed(key, storageKey, context, state);
      this.#ask(storageKey);
      // Blocking is right wherever serving a stale response or a tombstone is not understood.
      if (!honoursLifetimes && (found.verdict !== "fresh" || isPastExpire(found))) return null;
      if (found.verdict === "missing") {
        const listed = context.kind === "APP_PAGE" && context.isFallback !== true ? build.listed(key) : undefined;
        // `null` would be answered from the fallback shell, and the page would never be static again.
        return listed?.hasShell === true ? tombstone("APP_PAGE") : null;
      }
      if (found.verdict === "expired" || isPastExpire(found)) return this.#expired(key, context, build);
      return present(storageKey, context, found);
    }

    #ask(key: EntryKey): void {
      const now = asked();
      if (now !== undefined) this.#questions.open(key, now);
    }

    /** An entry exists and its content must not be used. */
    #expired(key: string, { kind, isFallback }: IncrementalGetContext, build: Build): IncrementalResult | null {
      if (isFallback === true) return null;
      if (kind === "PAGES") return tombstone("PAGES");
      if (kind !== "APP_PAGE") return null;
      // Without the work store a tombstone would make Next.js recompute every inner cache of the page. A static route
      // has no shell that a `null` could be answered from.
      const listed = build.listed(key);
      if (!isWorkStoreReachable() && listed !== undefined && !listed.hasShell) return null;
      return tombstone("APP_PAGE");
    }

    async #readSeed(
      key: string,
      storageKey: EntryKey,
      context: IncrementalGetContext,
      { build, position }: BuildState,
    ): Promise<ReadOutcome> {
      const missing: ReadOutcome = { verdict: "missing" };
      const listed = build?.listed(key);
      const { epoch } = replica;
      if (seeds === "off" || listed === undefined || context.isFallback === true || epoch === undefined) return missing;
      const from = seeds === "trust" ? { epoch, seq: replica.floorSeq } : position;
      if (from === undefined || from.epoch !== epoch) return missing;
      const seed = await readSeed(files, this.#serverDistDir, key, listed);
      if (seed === undefined) return missing;
      const ageMs = seed.builtAtMs === undefined ? 0 : Math.max(0, clock.wall() - seed.builtAtMs);
      const tags = responseTags(seed.value);
      const entry: Entry = {
        kind: seed.value.kind,
        position: from,
        tags,
        tagIds: tagIds(tags),
        createdMs: clock.now() - ageMs,
        ...encodeValue(seed.value, listed.cacheControl),
      };
      const verdict = runtime.judge(entry, []);
      publish("tagledger:read", () => ({ key: storageKey, kind: entry.kind, verdict, tier: "seed", ageMs }));
      if (verdict !== "expired") await runtime.write(storageKey, { entry, ttlMs: FOREVER_MS, tier: "near" });
      return { verdict, entry, ageMs };
    }

    async #setResponse(key: string, value: CachedValue | null, context: IncrementalSetContext): Promise<void> {
      const { build } = await buildOf(this.#serverDistDir);
      if (build === undefined || building) return;
      const storageKey = responseKey(build, key, context);
      if (value !== null) {
        if (isTombstone(value)) return skip(storageKey, value.kind, "tombstone");
        const given = handedOut.get(value);
        if (given !== undefined) {
          const seconds = context.cacheControl?.revalidate;
          if (given.stale) retryWaits.start(storageKey, typeof seconds === "number" ? seconds : 3);
          return skip(storageKey, value.kind, "regeneration failed");
        }
      } else if (key.startsWith("/route-cache/APP_")) {
        return skip(storageKey, "APP_PAGE", "no value");
      }
      const expireMs = context.cacheControl?.expire;
      const ttlMs = expireMs === undefined ? FOREVER_MS : expireMs * 1000;
      if (ttlMs <= 0) return skip(storageKey, value?.kind ?? "PAGES", "expire 0");
      retryWaits.end(storageKey);
      await this.#store(storageKey, value, value === null ? [] : responseTags(value), context.cacheControl, ttlMs);
    }

    async #store(
      key: EntryKey,
      value: CachedValue | null,
      tags: readonly string[],
      cacheControl: CacheControl | undefined,
      ttlMs: number,
      workStore?: WorkStore,
    ): Promise<void> {
      const kind: EntryKind = value?.kind ?? "PAGES";
      const encoded = encodeValue(value, cacheControl);
      if (encoded.body.byteLength > runtime.maxEntryBytes) return skip(key, kind, "too-large");
      const ids = tagIds(tags);
      const question = this.#questions.close(key) ?? this.#created;
      const createdMs = clock.now();
      // No tag reaches an image, so it is as new as the ledger; the instance that stores it lives as long as the process.
      const from = kind === "IMAGE" ? asked() : this.#position(key, tags, question, workStore, kind !== "FETCH");
      if (from === undefined) return skip(key, kind, "position unknown");
      await runtime.write(key, {
        entry: { kind, position: { epoch: from.epoch, seq: from.seq }, tags, tagIds: ids, createdMs, ...encoded },
        ttlMs,
      });
    }

    #position(
      key: EntryKey,
      tags: readonly string[],
      question: Asked | undefined,
      workStore: WorkStore | undefined,
      isResponse: boolean,
    ): { epoch: string; seq: number } | undefined {
      if (question === undefined) return undefined;
      const { atMs: begunMs } = question;
      return positions.of({ key, tags: tagIds(tagParts(tags)), begunMs, workStore, asked: question, isResponse });
    }
  };

  function asked(): Asked | undefined {
    const { epoch, seq } = replica;
    return epoch === undefined ? undefined : { epoch, seq, atMs: clock.now() };
  }

  function present(
    key: EntryKey,
    context: IncrementalGetContext,
    { entry, verdict, ageMs }: ReadOutcome & { entry: Entry; ageMs: number },
  ): IncrementalResult | null {
    const value = valueOf(entry);
    if (value === undefined) return null;
    const { cacheControl } = metaOf(entry);
    const stale = verdict === "stale";
    if (value !== null) {
      if (value.kind === "APP_PAGE") omitUnusableRsc(value, context);
      handedOut.set(value, { stale });
    }
    if (!stale) return { value, lastModified: clock.now() - ageMs, ...(cacheControl && { cacheControl }) };
    const waitSeconds = retryWaits.left(key);
    if (waitSeconds !== undefined) {
      return { value, lastModified: clock.now() - 1, cacheControl: { revalidate: waitSeconds } };
    }
    // The lifetime of an image is in its value; the oldest date makes it stale.
    if (value?.kind === "IMAGE") return { value, lastModified: 1 };
    return { value, lastModified: clock.now() - 2000, cacheControl: { revalidate: 1 } };
  }

  function fetchKey(key: string): EntryKey {
    return entryKey({ space: "f", within: `${application}/${nextVersion}` }, key);
  }
}

/** Data of a postponed page or a shell is not what a navigation needs; Next.js leaves it out of its own files too. */
function omitUnusableRsc(value: CachedValue & { kind: "APP_PAGE" }, context: IncrementalGetContext): void {
  if (context.isFallback === true || (context.isRoutePPREnabled === true && value.postponed != null)) {
    value.rscData = undefined;
  }
}

function responseKey(
  build: Build,
  key: string,
  { kind, isFallback }: { kind?: string; isFallback?: boolean },
): EntryKey {
  const space = kind === "IMAGE" ? "image" : isFallback === true ? "shell" : "page";
  return entryKey({ space: "r", within: `${build.identity}/${space}` }, key);
}

function metaOf(entry: Entry): EncodedValue["meta"] {
  return entry.meta as EncodedValue["meta"];
}

function valueOf(entry: Entry): CachedValue | null | undefined {
  return decodeValue(entry.kind as CachedValue["kind"], metaOf(entry), entry.body);
}

function fetchLifetime(entry: Entry, context: IncrementalGetContext): number {
  const own = metaOf(entry).rest["revalidate"];
  return context.revalidate || (typeof own === "number" ? own : 0);
}

function isPastRevalidate(entry: Entry, ageMs: number): boolean {
  const { cacheControl, rest } = metaOf(entry);
  const seconds = entry.kind === "IMAGE" ? rest["revalidate"] : cacheControl?.revalidate;
  return typeof seconds === "number" && ageMs > seconds * 1000;
}

function isPastExpire({ entry, ageMs }: ReadOutcome & { entry: Entry; ageMs: number }): boolean {
  const expire = metaOf(entry).cacheControl?.expire;
  return expire !== undefined && ageMs > expire * 1000;
}

function responseTags(value: CachedValue): string[] {
  const header = "headers" in value ? value.headers?.[TAGS_HEADER] : undefined;
  return typeof header === "string" && header !== "" ? header.split(",") : [];
}

function reportUnexpected(cause: unknown): void {
  publish("tagledger:problem", () => ({ code: "TL-UNEXPECTED", message: "A cache handler failed.", cause }));
}
