import { memoryStore } from "@tagledger/core";
import { type Backend, openBackend } from "@tagledger/core/backend";
import { loadLibrary } from "./library.ts";
import { redisStore } from "./redis-store.ts";
import { readSettings, type RedisSettings } from "./settings.ts";

/**
 * The backend that all ready modules of this process share. While `next build` runs it keeps everything in memory and
 * opens no connection, unless `TAGLEDGER_BUILD=1` says that the build may: a build must not depend on a server of
 * production, and each of its workers would begin by waiting for it.
 */
export async function openRedis(): Promise<Backend<RedisSettings>> {
  const settings = readSettings(process.env, process.cwd());
  const { namespace, online, store } = settings;
  return openBackend({
    name: "redis",
    settings,
    identity: [namespace, online ? "online" : "offline", store.url ?? ""],
    async openStore(needs) {
      if (!online) return memoryStore();
      // Loading the client takes longer than a call to the store may on a busy machine. Whether there is one, the first call says.
      await loadLibrary(store.library).catch(() => {});
      return redisStore({ ...needs, ...store, namespace });
    },
  });
}
