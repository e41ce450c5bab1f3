import type { Entry } from "./entry.ts";

/** How long an entry may be served, whatever its tags say. */
export interface Lifetime {
  /** Seconds after which a fresh one is to be made; absent when never. */
  readonly revalidateSeconds?: number;
  /** Seconds after which it must not be served; absent when never. */
  readonly expireSeconds?: number;
}

type Judged = Pick<Entry, "kind" | "meta">;

interface LifetimeMeta {
  /** Of `'use cache'`. */
  readonly revalidate?: unknown;
  readonly expire?: unknown;
  /** Of responses. */
  readonly cacheControl?: { readonly revalidate?: unknown; readonly expire?: unknown };
  /** Of what carries its lifetime in its value: images, and data that `fetch` and `unstable_cache` keep. */
  readonly rest?: { readonly revalidate?: unknown };
}

/** The entry's own; who reads data of `fetch` may ask for another one. */
export function lifetimeOf(entry: Judged): Lifetime {
  const revalidateSeconds = revalidateOf(entry);
  const expireSeconds = expireOf(entry);
  return {
    ...(revalidateSeconds !== undefined && { revalidateSeconds }),
    ...(expireSeconds !== undefined && { expireSeconds }),
  };
}

export function isPastRevalidate(entry: Judged, ageMs: number): boolean {
  const revalidateSeconds = revalidateOf(entry);
  return revalidateSeconds !== undefined && ageMs > revalidateSeconds * 1000;
}

export function isPastExpire(entry: Judged, ageMs: number): boolean {
  const expireSeconds = expireOf(entry);
  return expireSeconds !== undefined && ageMs > expireSeconds * 1000;
}

function revalidateOf({ kind, meta }: Judged): number | undefined {
  const { revalidate, cacheControl, rest } = meta as LifetimeMeta;
  if (kind === "use-cache") return seconds(revalidate);
  return seconds(kind === "IMAGE" || kind === "FETCH" ? rest?.revalidate : cacheControl?.revalidate);
}

function expireOf({ kind, meta }: Judged): number | undefined {
  const { expire, cacheControl } = meta as LifetimeMeta;
  return seconds(kind === "use-cache" ? expire : cacheControl?.expire);
}

/** Next.js says `false` for never. */
function seconds(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}
