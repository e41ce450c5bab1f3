import { type OpenQuestions } from "./asked.ts";
import type { EntryKind } from "./channels.ts";
import type { Entry } from "./entry.ts";
import { decodeValue, type EncodedValue, encodeValue } from "./incremental-codec.ts";
import type { CacheControl, CachedValue } from "./next.ts";
import { PATH_PREFIX } from "./next-tags.ts";
import type { Asked } from "./positions.ts";
import type { Runtime } from "./runtime.ts";
import { skip } from "./skip.ts";
import type { EntryKey } from "./store.ts";
import { tagIds, tagParts } from "./tag-id.ts";
import type { WorkStore } from "./work-store.ts";

/** One of the handler instances that Next.js creates for each request. */
export interface HandlerInstance {
  /** The folder `server` of the build; the empty string when Next.js does not say. */
  readonly serverDistDir: string;
  readonly questions: OpenQuestions;
  /** For what is stored without having been asked for: it was begun after this instance was created. */
  readonly created: Asked | undefined;
}

export interface StoreRequest {
  readonly value: CachedValue | null;
  readonly tags: readonly string[];
  readonly cacheControl?: CacheControl | undefined;
  /** Milliseconds. */
  readonly ttlMs: number;
  /** Only for what is stored within its request. */
  readonly workStore?: WorkStore | undefined;
}

/** For what Next.js gives no end. */
export const FOREVER_MS: number = 365 * 86_400_000;

/** @returns the position that an answer given now is judged by; `undefined` before anything is known of the ledger. */
export function askedNow({ replica, clock }: Runtime): Asked | undefined {
  const { epoch, seq } = replica;
  return epoch === undefined ? undefined : { epoch, seq, atMs: clock.now() };
}

/** Notes that what an instance is going to store under `key` was begun after this moment. */
export function ask(runtime: Runtime, instance: HandlerInstance, key: EntryKey): void {
  const now = askedNow(runtime);
  if (now !== undefined) instance.questions.open(key, now);
}

/** Stores a value of the singular cache, as old as the question that it answers. */
export async function storeValue(
  runtime: Runtime,
  instance: HandlerInstance,
  key: EntryKey,
  { value, tags, cacheControl, ttlMs, workStore }: StoreRequest,
): Promise<void> {
  const kind: EntryKind = value?.kind ?? "PAGES";
  const encoded = encodeValue(value, cacheControl);
  const asked = instance.questions.close(key) ?? instance.created;
  if (encoded.body.byteLength > runtime.maxEntryBytes) return skip(key, kind, "too-large");
  // No tag reaches an image, so it is as new as the ledger; the instance that stores it lives as long as the process.
  const from = kind === "IMAGE" ? askedNow(runtime) : positionOf();
  if (from === undefined) return skip(key, kind, "position unknown");
  const position = { epoch: from.epoch, seq: from.seq };
  const createdMs = runtime.clock.now();
  await runtime.write(key, { entry: { kind, position, tags, tagIds: tagIds(tags), createdMs, ...encoded }, ttlMs });

  function positionOf(): { epoch: string; seq: number } | undefined {
    if (asked === undefined) return undefined;
    const parts = tagParts(tags);
    const pathTags = tagIds(parts.filter((tag) => tag.startsWith(PATH_PREFIX)));
    const generation = { key, tags: tagIds(parts), pathTags, begunMs: asked.atMs, workStore, asked };
    return runtime.positions.of({ ...generation, isResponse: kind !== "FETCH" });
  }
}

export function metaOf(entry: Entry): EncodedValue["meta"] {
  return entry.meta as EncodedValue["meta"];
}

/** @returns a new value each time; `undefined` when the entry cannot be understood. */
export function valueOf(entry: Entry): CachedValue | null | undefined {
  return decodeValue(entry.kind as CachedValue["kind"], metaOf(entry), entry.body);
}
