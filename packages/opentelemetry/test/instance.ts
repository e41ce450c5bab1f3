import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  createIncrementalCacheHandler,
  createRuntime,
  createUseCacheHandler,
  type NextIncrementalHandler,
  type NextUseCacheHandler,
  type Runtime,
  type RuntimeOptions,
  type Store,
} from "@tagledger/core";
import { filesystemStore } from "@tagledger/filesystem";

/** What one process of an application has, on a directory that all of a test share. */
export interface Instance {
  readonly runtime: Runtime;
  readonly useCache: NextUseCacheHandler;
  readonly incremental: NextIncrementalHandler;
}

export interface Fleet {
  /** @param options `break` may put something between the instance and its real store. */
  start(options?: Partial<RuntimeOptions> & { readonly break?: (store: Store) => Store }): Promise<Instance>;
  stop(): Promise<void>;
}

export async function startFleet(): Promise<Fleet> {
  const directory = await mkdtemp(join(tmpdir(), "tagledger-telemetry-"));
  const runtimes: Runtime[] = [];
  return {
    async start({ break: broken, ...options } = {}) {
      const store = filesystemStore({ directory, namespace: "app", maxMarkAgeMs: 60_000 });
      const runtime = createRuntime({ coldMissWaitMs: 0, ...options, store: broken?.(store) ?? store });
      runtimes.push(runtime);
      await runtime.refresh();
      const Incremental = createIncrementalCacheHandler(runtime);
      return { runtime, useCache: createUseCacheHandler(runtime), incremental: new Incremental({}) };
    },
    async stop() {
      await Promise.all(runtimes.map((runtime) => runtime.close()));
      await rm(directory, { recursive: true });
    },
  };
}

/** Stores a result of a cached function, as after a miss. */
export async function generate({ useCache }: Instance, key: string, value: string, tags: string[]): Promise<void> {
  const timestamp = performance.timeOrigin + performance.now();
  const stream = new Response(value).body as ReadableStream<Uint8Array>;
  const entry = { value: stream, tags, timestamp, stale: 300, revalidate: 900, expire: 3600 };
  await useCache.set(key, Promise.resolve(entry));
}
