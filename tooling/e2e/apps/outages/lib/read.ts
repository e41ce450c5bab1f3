import { cacheLife, cacheTag, unstable_cache } from "next/cache";

/** Each surface reads one topic that is always being invalidated and one that rarely is. */
export const topics = [{ topic: "busy" }, { topic: "quiet" }];

async function readOrigin(tag: string): Promise<string> {
  const query = new URLSearchParams({ part: "data", key: tag, at: process.env["TAGLEDGER_INSTANCE"] ?? "?" });
  const response = await fetch(`${process.env["E2E_SOURCE"]}/read?${query}`);
  const { version } = (await response.json()) as { version: number };
  return `~data|v=${version}~`;
}

export async function cached(tag: string): Promise<string> {
  "use cache";
  cacheTag(tag);
  cacheLife({ stale: 300, revalidate: 3600, expire: 86_400 });
  return readOrigin(tag);
}

export const memoized = (tag: string): Promise<string> =>
  unstable_cache(() => readOrigin(tag), ["memoized", tag], { tags: [tag] })();
