import { cacheLife, cacheTag, unstable_cache } from "next/cache";

async function readOrigin(part: string, tag: string): Promise<string> {
  const query = new URLSearchParams({ part, key: tag, at: process.env["E2E_INSTANCE"] ?? "?" });
  const response = await fetch(`${process.env["E2E_SOURCE"]}/read?${query}`);
  const { version } = (await response.json()) as { version: number };
  return `~${part}|v=${version}~`;
}

export async function cached(part: string, tag: string): Promise<string> {
  "use cache";
  cacheTag(tag);
  cacheLife({ stale: 300, revalidate: 3600, expire: 86_400 });
  return readOrigin(part, tag);
}

export const memoized = (tag: string): Promise<string> =>
  unstable_cache(() => readOrigin("data", tag), ["data", tag], { tags: [tag] })();
