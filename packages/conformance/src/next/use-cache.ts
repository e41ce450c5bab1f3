import type { NextCacheEntry } from "@tagledger/core";
import type { HandlerProcess } from "../handler-subject.ts";
import { calling, inRequest } from "./request.ts";

export interface Generated {
  /** Text or bytes of the value. */
  readonly value: string | Uint8Array | ReadableStream<Uint8Array>;
  readonly tags?: readonly string[];
  /** When it was begun. Default: now. */
  readonly timestamp?: number;
  readonly stale?: number;
  readonly revalidate?: number;
  readonly expire?: number;
}

export function streamOf(...chunks: readonly (string | Uint8Array)[]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(typeof chunk === "string" ? Buffer.from(chunk) : chunk);
      controller.close();
    },
  });
}

export function failingStream(...chunks: readonly string[]): ReadableStream<Uint8Array> {
  const left = [...chunks];
  return new ReadableStream({
    pull(controller) {
      const chunk = left.shift();
      if (chunk === undefined) controller.error(new Error("boom"));
      else controller.enqueue(Buffer.from(chunk));
    },
  });
}

/** An entry as Next.js gives it to `set`. */
export function entryOf(process: HandlerProcess, generated: Generated): NextCacheEntry {
  const { value, tags = [], timestamp = process.clock.now() } = generated;
  return {
    value: value instanceof ReadableStream ? value : streamOf(value),
    tags: [...tags],
    timestamp,
    stale: generated.stale ?? 300,
    revalidate: generated.revalidate ?? 86_400,
    expire: generated.expire ?? 0xfffffffe,
  };
}

export async function bytesOf(entry: NextCacheEntry): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of entry.value) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Generates an entry in a request of its own, as after a miss. */
export function store(process: HandlerProcess, key: string, generated: Generated): Promise<void> {
  return inRequest(process, () =>
    calling(key, async () => {
      await process.useCache.refreshTags();
      await process.useCache.get(key, []);
      await process.useCache.set(key, Promise.resolve(entryOf(process, generated)));
    }),
  );
}

export interface Read {
  readonly text: string;
  readonly entry: NextCacheEntry;
  /** False when it is reported stale. */
  readonly fresh: boolean;
}

/** Reads an entry in a request of its own. */
export function read(process: HandlerProcess, key: string, softTags: string[] = []): Promise<Read | undefined> {
  return inRequest(process, () => readHere(process, key, softTags));
}

/** Reads an entry in the request that this is called in. */
export function readHere(process: HandlerProcess, key: string, softTags: string[] = []): Promise<Read | undefined> {
  return calling(key, async () => {
    await process.useCache.refreshTags();
    const entry = await process.useCache.get(key, softTags);
    if (entry === undefined) return undefined;
    return { text: (await bytesOf(entry)).toString(), entry, fresh: entry.revalidate >= 0 };
  });
}

/** Invalidates tags in a request of its own. */
export function invalidate(process: HandlerProcess, tags: string[], durations?: { expire?: number }): Promise<void> {
  return inRequest(process, () => process.useCache.updateTags(tags, durations));
}

export async function readText(
  process: HandlerProcess,
  key: string,
  softTags: string[] = [],
): Promise<string | undefined> {
  return (await read(process, key, softTags))?.text;
}
