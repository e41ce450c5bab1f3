import type { Entry } from "./entry.ts";
import { entryKey } from "./key.ts";
import { lifetimeOf } from "./lifetime.ts";
import type { CachedValue, IncrementalGetContext, IncrementalResult, IncrementalSetContext } from "./next.ts";
import { answer, miss, type Operation } from "./operations.ts";
import type { ReadRequest } from "./reading.ts";
import type { Runtime } from "./runtime.ts";
import type { EntryKey } from "./store.ts";
import { ask, FOREVER_MS, type HandlerInstance, storeValue, valueOf } from "./stored-value.ts";
import { tagIds, tagParts } from "./tag-id.ts";
import type { Consumer, WorkStore } from "./work-store.ts";

export interface FetchDataOptions {
  /** Separates applications, and versions of Next.js that may understand a value differently. */
  readonly within: string;
  readonly building: boolean;
}

/** Who asks. */
export interface Asker {
  readonly workStore: WorkStore | undefined;
  readonly consumer: Consumer;
  /** Only when somebody is told. */
  readonly operation: Operation | undefined;
}

/** What `fetch` and `unstable_cache` keep. */
export interface FetchData {
  get(
    instance: HandlerInstance,
    key: string,
    context: IncrementalGetContext,
    asker: Asker,
  ): Promise<IncrementalResult | null>;
  set(
    instance: HandlerInstance,
    key: string,
    value: CachedValue | null,
    context: IncrementalSetContext,
    workStore: WorkStore | undefined,
  ): Promise<void>;
}

export function createFetchData(runtime: Runtime, { within, building }: FetchDataOptions): FetchData {
  const { clock, lineage } = runtime;
  /** Stale data that an instance gave out, until its replacement is stored. */
  const lent = new WeakMap<HandlerInstance, Map<EntryKey, () => void>>();
  const keyOf = (key: string): EntryKey => entryKey({ space: "f", within }, key);

  /** Next.js makes a fresh value at once, and falls back to the stale one when that fails. */
  function lend(
    instance: HandlerInstance,
    key: EntryKey,
    entry: Entry,
    tags: readonly string[],
    consumer: Consumer,
  ): void {
    const origins = [{ seq: entry.position.seq, depth: 0 }];
    const unused = lineage.lent({ key, tags: tagIds(tagParts(tags)), origins }, consumer === "response");
    // An earlier one of this request is never released: which of them Next.js falls back to is not known.
    lent.set(instance, (lent.get(instance) ?? new Map<EntryKey, () => void>()).set(key, unused));
  }

  return {
    async get(instance, fetchKey, context, { workStore, consumer, operation }) {
      const key = keyOf(fetchKey);
      const tags = [...(context.tags ?? []), ...(context.softTags ?? [])];
      const isDue = (entry: Entry, ageMs: number): boolean => ageMs > wantedLifetimeOf(entry, context) * 1000;
      await runtime.refresh(workStore);
      const request: ReadRequest = { kind: "FETCH", tags, isDue };
      const found = await runtime.awaitEntry(key, request, await runtime.read(key, request));
      if (operation !== undefined) answer(operation, found, request);
      const isPastLifetime = found.entry !== undefined && isDue(found.entry, found.ageMs);
      if (found.verdict !== "fresh" || isPastLifetime) ask(runtime, instance, key);
      if (found.verdict === "missing" || found.verdict === "expired") return null;
      // A page of the build that falls back to a stale value would be taken for as new as the build.
      if (building && found.verdict === "stale") {
        if (operation !== undefined) miss(operation, "building");
        return null;
      }
      const { entry, ageMs } = found;
      const value = valueOf(entry);
      if (value === null || value === undefined) return null;
      if (found.verdict === "fresh") return { value, lastModified: clock.now() - ageMs };
      if (consumer !== "request") lend(instance, key, entry, context.tags ?? [], consumer);
      // Back-dated just past its lifetime: Next.js takes it for stale and compares nothing else with this date that
      // would make it a miss.
      return { value, lastModified: clock.now() - (wantedLifetimeOf(entry, context) + 1) * 1000 };
    },
    async set(instance, fetchKey, value, context, workStore) {
      if (value?.kind !== "FETCH") return;
      const key = keyOf(fetchKey);
      await storeValue(runtime, instance, key, { value, tags: context.tags ?? [], ttlMs: FOREVER_MS, workStore });
      lent.get(instance)?.get(key)?.();
      lent.get(instance)?.delete(key);
    },
  };
}

/** @returns seconds; the reader's wish goes before what was stored, as in Next.js. */
function wantedLifetimeOf(entry: Entry, context: IncrementalGetContext): number {
  return context.revalidate || (lifetimeOf(entry).revalidateSeconds ?? 0);
}
