import type { NextUseCacheHandler } from "@tagledger/core";
import type { HandlerProcess } from "../../src/handler-subject.ts";
import { bytesOf, streamOf } from "../../src/next/use-cache.ts";

/** What naive handlers share: entries, and the time at which each tag was invalidated by the clock of somebody. */
export interface NaiveBackend {
  readonly entries: Map<
    string,
    { bytes: Buffer; tags: string[]; timestamp: number; stale: number; revalidate: number; expire: number }
  >;
  readonly invalidatedAt: Map<string, number>;
}

/** The handler of most tutorials: tags carry the wall clock of whoever invalidated them. */
export function naiveHandler(process: HandlerProcess, { entries, invalidatedAt }: NaiveBackend): NextUseCacheHandler {
  return {
    async get(key, softTags) {
      const entry = entries.get(key);
      if (entry === undefined) return undefined;
      const isInvalid = [...entry.tags, ...softTags].some((tag) => (invalidatedAt.get(tag) ?? 0) > entry.timestamp);
      if (isInvalid) return undefined;
      const { bytes, ...rest } = entry;
      return { ...rest, value: streamOf(bytes) };
    },
    async set(key, pending) {
      const entry = await pending;
      entries.set(key, { ...entry, bytes: await bytesOf(entry) });
    },
    refreshTags: async () => {},
    getExpiration: async () => Infinity,
    async updateTags(tags) {
      for (const tag of tags) invalidatedAt.set(tag, process.clock.now());
    },
  };
}
