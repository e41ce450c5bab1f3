import { cacheLife, cacheTag } from "next/cache";

/** Long enough that nothing but an invalidation ends an entry while it is measured. */
export const LIFE = { stale: 300, revalidate: 36_000, expire: 86_400 };

/** What the data behind the app is now, marked so that it can be found in any answer. */
export async function readOrigin(topic: string): Promise<string> {
  const response = await fetch(`${process.env["BENCH_SOURCE"]}/read?topic=${encodeURIComponent(topic)}`, {
    cache: "no-store",
  });
  const { version } = (await response.json()) as { version: number };
  return `~v=${version}~`;
}

export async function read(topic: string): Promise<string> {
  "use cache";
  cacheTag(topic);
  cacheLife(LIFE);
  return readOrigin(topic);
}
