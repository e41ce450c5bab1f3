import { cacheLife, cacheTag, unstable_cache } from "next/cache";
import { readOrigin } from "./origin";

const life = { stale: 300, revalidate: 3600, expire: 86_400 };

/** Shared by two pages, so that one can join the generation that the other began. */
export async function slow(): Promise<string> {
  "use cache";
  cacheTag("slow");
  cacheLife(life);
  return readOrigin("slow", "slow");
}

export async function inner(): Promise<string> {
  "use cache";
  cacheTag("inner");
  cacheLife(life);
  return readOrigin("inner", "inner");
}

/** Built of `inner`, whose result a request keeps from an earlier call. */
export async function outer(): Promise<string> {
  "use cache";
  cacheLife(life);
  return (await inner()).replace("inner", "outer");
}

/** Nothing caches it: the place at which a test stops a request. */
export const gate = (key: string) => readOrigin("gate", key);

export const fetched = unstable_cache(() => readOrigin("fetched", "fetched"), ["fetched"], { tags: ["fetched"] });

const calls = globalThis as typeof globalThis & { __e2eCalls?: number };

/** Each call reads under a key of its own, so that the first can be held while the second goes on. */
export const numbered = unstable_cache(
  () => {
    calls.__e2eCalls = (calls.__e2eCalls ?? 0) + 1;
    return readOrigin("numbered", `numbered-${calls.__e2eCalls}`);
  },
  ["numbered"],
  { tags: ["numbered"] },
);

export async function left(): Promise<string> {
  "use cache";
  cacheTag("pair");
  cacheLife(life);
  return readOrigin("left", "left");
}

export async function right(): Promise<string> {
  "use cache";
  cacheTag("pair");
  cacheLife(life);
  return readOrigin("right", "right");
}
