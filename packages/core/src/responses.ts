import { type Build, responseKey } from "./build.ts";
import type { Builds, KnownBuild } from "./builds.ts";
import { publish } from "./channels.ts";
import type { Entry } from "./entry.ts";
import type { Files } from "./files.ts";
import { isPastExpire, isPastRevalidate } from "./lifetime.ts";
import type {
  CachedValue,
  IncrementalGetContext,
  IncrementalKind,
  IncrementalResult,
  IncrementalSetContext,
} from "./next.ts";
import { answer, miss, type Operation } from "./operations.ts";
import { createRetryWaits } from "./retry-waits.ts";
import type { ReadOutcome, ReadRequest } from "./reading.ts";
import type { Runtime } from "./runtime.ts";
import { readSeed, responseTags } from "./seeds.ts";
import { skip } from "./skip.ts";
import type { EntryKey } from "./store.ts";
import { ask, FOREVER_MS, type HandlerInstance, metaOf, storeValue, valueOf } from "./stored-value.ts";
import { isTombstone, tombstone } from "./tombstone.ts";
import { isWorkStoreReachable } from "./work-store.ts";

export interface ResponsesOptions {
  readonly builds: Builds;
  readonly files: Files;
  readonly seeds: "position" | "trust" | "off";
  readonly building: boolean;
  /** Whether Next.js goes by the lifetime that an answer has. */
  readonly honoursLifetimes: boolean;
  /** Whether Next.js lets a request wait for what replaces a tombstone. */
  readonly awaitsExpired: boolean;
}

export interface ResponseContext extends IncrementalGetContext {
  kind: Exclude<IncrementalKind, "FETCH">;
}

/** Pages, route handlers and images. */
export interface Responses {
  /** @param operation only when somebody is told. */
  get(
    instance: HandlerInstance,
    key: string,
    context: ResponseContext,
    operation: Operation | undefined,
  ): Promise<IncrementalResult | null>;
  set(instance: HandlerInstance, key: string, value: CachedValue | null, context: IncrementalSetContext): Promise<void>;
}

type FoundEntry = ReadOutcome & { readonly entry: Entry; readonly ageMs: number };

export function createResponses(runtime: Runtime, options: ResponsesOptions): Responses {
  const { builds, files, seeds, building, honoursLifetimes, awaitsExpired } = options;
  const { clock, replica } = runtime;
  const retryWaits = createRetryWaits(clock);
  /** What was given to Next.js: when it gives the same object back, it stores the old content once more. */
  const handedOut = new WeakMap<object, { readonly stale: boolean }>();

  /** @returns what `next build` prerendered, where the ledger proves what has invalidated it since. */
  async function fromSeed(
    { serverDistDir }: HandlerInstance,
    key: string,
    storageKey: EntryKey,
    { isFallback }: ResponseContext,
    { build, position }: KnownBuild,
  ): Promise<ReadOutcome | undefined> {
    const listed = build?.listed(key);
    const { epoch } = replica;
    if (seeds === "off" || listed === undefined || isFallback === true || epoch === undefined) return undefined;
    const from = seeds === "trust" ? { epoch, seq: replica.floorSeq } : position;
    if (from === undefined || from.epoch !== epoch) return undefined;
    const seed = await readSeed(files, clock, { serverDistDir, key, listed, position: from });
    if (seed === undefined) return undefined;
    const { entry, ageMs } = seed;
    const { tags } = entry;
    await runtime.write(storageKey, { entry, ttlMs: FOREVER_MS, tier: "near" });
    const verdict = runtime.judge(entry, []);
    const reason = verdict === "expired" ? "invalidated" : undefined;
    publish("tagledger:read", () => ({
      key: storageKey,
      kind: entry.kind,
      verdict,
      tier: "seed",
      ageMs,
      tags,
      bytes: entry.body.byteLength,
      ...(reason !== undefined && { reason }),
    }));
    return { verdict, entry, ageMs, tier: "seed", reason };
  }

  /** There is nothing to answer with. */
  function absent(key: string, { kind, isFallback }: ResponseContext, build: Build): IncrementalResult | null {
    // `null` would be answered from the fallback shell, and the page would never be static again.
    const isListed = kind === "APP_PAGE" && isFallback !== true && build.listed(key) !== undefined;
    return isListed && build.hasShell(key) ? tombstone("APP_PAGE") : null;
  }

  /** An entry exists and its content must not be used. */
  function expired(key: string, { kind, isFallback }: ResponseContext, build: Build): IncrementalResult | null {
    if (isFallback === true) return null;
    if (kind === "PAGES") return tombstone("PAGES");
    if (kind !== "APP_PAGE") return null;
    // Without the work store a tombstone would make Next.js recompute every inner cache of the page. A static route has
    // no shell that a `null` could be answered from.
    if (!isWorkStoreReachable() && build.listed(key) !== undefined && !build.hasShell(key)) return null;
    return tombstone("APP_PAGE");
  }

  function present(key: EntryKey, context: ResponseContext, found: FoundEntry): IncrementalResult | null {
    const { entry, verdict, ageMs } = found;
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

  /** @returns why a value must not be stored; `undefined` when it may. */
  function refusal(key: string, storageKey: EntryKey, value: CachedValue | null, context: IncrementalSetContext) {
    if (value === null) return key.startsWith("/route-cache/APP_") ? "no value" : undefined;
    if (isTombstone(value)) return "tombstone";
    const given = handedOut.get(value);
    if (given === undefined) return undefined;
    const seconds = context.cacheControl?.revalidate;
    if (given.stale) retryWaits.start(storageKey, typeof seconds === "number" ? seconds : 3);
    return "regeneration failed";
  }

  return {
    async get(instance, key, context, operation) {
      const known = await builds.of(instance.serverDistDir);
      const { build } = known;
      if (build === undefined || building) {
        if (operation !== undefined) miss(operation, "building");
        return null;
      }
      const storageKey = responseKey(build, key, context);
      await runtime.refresh();
      const request: ReadRequest = {
        kind: context.kind === "PAGES" ? ["PAGES", "REDIRECT"] : context.kind,
        // No invalidation reaches a page of the Pages Router; `res.revalidate` replaces it in the store.
        isDue: (entry, ageMs) => context.kind === "PAGES" || isPastRevalidate(entry, ageMs),
        isOver: isPastExpire,
      };
      let found = await runtime.read(storageKey, request);
      if (found.verdict === "missing") found = (await fromSeed(instance, key, storageKey, context, known)) ?? found;
      // A request that Next.js answers at once from a shell need not wait for more.
      const hasAnswer = found.verdict === "missing" && build.listed(key) === undefined && build.hasShell(key);
      if (!hasAnswer) found = await runtime.awaitEntry(storageKey, request, found);
      if (operation !== undefined) answer(operation, found, { isOver: isPastExpire, isDue: isPastRevalidate });
      ask(runtime, instance, storageKey);
      if (found.verdict === "missing") return awaitsExpired ? absent(key, context, build) : null;
      const isOver = found.verdict === "expired" || isPastExpire(found.entry, found.ageMs);
      // Where Next.js would take a stale response for a fresh one, it must be replaced before it is shown.
      const isHeldBack = !isOver && found.verdict === "stale" && !honoursLifetimes;
      if (operation !== undefined && isHeldBack) miss(operation, "invalidated");
      if (isOver || isHeldBack) return awaitsExpired ? expired(key, context, build) : null;
      return present(storageKey, context, found);
    },
    async set(instance, key, value, context) {
      const { build } = await builds.of(instance.serverDistDir);
      if (build === undefined || building) return;
      const kind = value?.kind ?? "PAGES";
      // Of an image the context need not say so (next@16.2.12 `server/image-optimizer.js`, `set`).
      const storageKey = responseKey(build, key, { ...context, kind });
      const reason = refusal(key, storageKey, value, context);
      if (reason !== undefined) return skip(storageKey, kind, reason);
      const { cacheControl } = context;
      const ttlMs = cacheControl?.expire === undefined ? FOREVER_MS : cacheControl.expire * 1000;
      if (ttlMs <= 0) return skip(storageKey, kind, "expire 0");
      retryWaits.end(storageKey);
      const tags = value === null ? [] : responseTags(value);
      await storeValue(runtime, instance, storageKey, { value, tags, cacheControl, ttlMs });
    },
  };
}

/** Data of a postponed page or a shell is not what a navigation needs; Next.js leaves it out of its own files too. */
function omitUnusableRsc(value: CachedValue & { kind: "APP_PAGE" }, context: ResponseContext): void {
  if (context.isFallback === true || (context.isRoutePPREnabled === true && value.postponed != null)) {
    value.rscData = undefined;
  }
}
