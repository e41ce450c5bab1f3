import { TagledgerError } from "@tagledger/core/errors";
import { type IoredisModule, ioredisLibrary } from "./ioredis-link.ts";
import { type NodeRedisModule, nodeRedisLibrary } from "./node-redis-link.ts";
import { openIoredisCluster } from "./ioredis-cluster.ts";
import { openNodeRedisCluster } from "./node-redis-cluster.ts";
import type { Connection } from "./connection.ts";
import type { Access, Address, ClientLibrary } from "./link.ts";

/** One of the two client packages, loaded. */
export interface LoadedLibrary extends ClientLibrary {
  openCluster(nodes: readonly Address[], access: Access, silenceMs: number): Connection;
}

export type LibraryName = "redis" | "ioredis";

/** Either as it is imported, with or without the names that a bundler or CommonJS hides behind `default`. */
type Imported<Module> = Module & { readonly default?: Module };

const LOADERS: Readonly<Record<LibraryName, () => Promise<LoadedLibrary>>> = {
  async redis() {
    const imported = (await import("redis")) as unknown as Imported<NodeRedisModule>;
    const module = "createClient" in imported ? imported : (imported as { default: NodeRedisModule }).default;
    return {
      ...nodeRedisLibrary(module),
      openCluster: (nodes, access, silenceMs) => openNodeRedisCluster(module, nodes, access, silenceMs),
    };
  },
  async ioredis() {
    const imported = (await import("ioredis")) as unknown as Imported<IoredisModule>;
    const module = "Cluster" in imported ? imported : (imported as { default: IoredisModule }).default;
    return {
      ...ioredisLibrary(module),
      openCluster: (nodes, access, silenceMs) => openIoredisCluster(module, nodes, access, silenceMs),
    };
  },
};

/**
 * Loads the client that is installed.
 *
 * @param name only this one; otherwise `redis`, or `ioredis` where there is no `redis`.
 * @throws TL-REDIS-CLIENT when it is not installed.
 */
export async function loadLibrary(name?: LibraryName): Promise<LoadedLibrary> {
  const names: readonly LibraryName[] = name === undefined ? ["redis", "ioredis"] : [name];
  let cause: unknown;
  for (const candidate of names) {
    try {
      return await LOADERS[candidate]();
    } catch (error) {
      cause ??= error;
    }
  }
  throw new TagledgerError("TL-REDIS-CLIENT", `Run: npm install ${names[0]}.`, { cause });
}
