import { randomUUID } from "node:crypto";
import type { Measure, Operate, Scratch } from "@tagledger/core/operate";
import type { Connection } from "./connection.ts";
import { field, inspectServer } from "./inspect-server.ts";
import { createKeys, type Keys } from "./keys.ts";
import { loadLibrary } from "./library.ts";
import { openConnection } from "./open-connection.ts";
import { redisStore, type RedisStoreOptions } from "./redis-store.ts";
import { describeTarget, parseRedisUrl } from "./redis-url.ts";
import { readSettings } from "./settings.ts";

const HOUR_MS = 3_600_000;

/** For the command `tagledger`: the Redis that the ready modules use. */
export const operate: Operate = async ({ env, cwd, deadlineMs }) => {
  const settings = readSettings(env, cwd);
  const { namespace } = settings;
  const connectTimeoutMs = Math.min(settings.store.connectTimeoutMs ?? deadlineMs, deadlineMs);
  const options = { ...settings.store, connectTimeoutMs };
  const keys = createKeys(namespace);
  // Loading the client is not a matter of the server, which has a deadline. Whether there is one, the first call says.
  await loadLibrary(options.library).catch(() => {});
  const store = redisStore({ ...options, namespace });
  let opened: Connection | undefined;
  const connection = (): Connection => (opened ??= openConnection(options));
  const exists = async (): Promise<boolean> => Number(await connection().send(keys.head, ["EXISTS", keys.head])) === 1;
  return {
    name: "redis",
    settings,
    place: describeTarget(parseRedisUrl(options.url ?? "redis://127.0.0.1:6379")),
    store,
    exists,
    async examine() {
      // A client of a cluster connects to a server when something is sent there by a key, which INFO is not.
      await exists();
      return inspectServer(connection(), keys.head, {
        isTrusted: options.durability === "trusted",
        waitsForReplicas: options.replicas !== undefined,
        wallMs: Date.now,
      });
    },
    async measure() {
      await exists();
      return measureServer(connection(), keys);
    },
    scratch: async () => openScratch(options, connection()),
    async close() {
      await Promise.all([store.close(), opened?.close()]);
    },
  };
};

function openScratch(options: Omit<RedisStoreOptions, "namespace">, connection: Connection): Scratch {
  // A name that nobody else can have.
  const namespace = `tagledger-scratch-${randomUUID()}`;
  const { ledger, head } = createKeys(namespace);
  const store = redisStore({ ...options, namespace });
  return {
    store: {
      ...store,
      async append(...appended) {
        const result = await store.append(...appended);
        // Entries have a lifetime; the ledger has none, and this process may die before it removes it.
        await Promise.all(ledger.map((key) => connection.send(key, ["PEXPIRE", key, String(HOUR_MS)])));
        return result;
      },
    },
    roundTrip: async () => void (await connection.send(head, ["EXISTS", head])),
    async dispose() {
      await store.close();
      await Promise.all(ledger.map((key) => connection.send(key, ["UNLINK", key])));
    },
  };
}

/** Of a cluster, the server that has the ledger. */
async function measureServer(connection: Connection, { ledger, head }: Keys): Promise<Measure[]> {
  const info = String(await connection.send(head, ["INFO"]));
  const sizes = await Promise.all(ledger.map(async (key) => connection.send(key, ["MEMORY", "USAGE", key])));
  const number = (name: string): number => Number(field(info, name) ?? 0);
  const limit = number("maxmemory");
  const valkey = field(info, "valkey_version");
  return [
    { name: "ledger", value: sizes.reduce<number>((sum, size) => sum + Number(size ?? 0), 0), unit: "bytes" },
    { name: "server", value: valkey === undefined ? `redis ${field(info, "redis_version")}` : `valkey ${valkey}` },
    { name: "used_memory", value: number("used_memory"), unit: "bytes" },
    { name: "maxmemory", value: limit === 0 ? "unlimited" : limit, ...(limit !== 0 && { unit: "bytes" as const }) },
    { name: "maxmemory_policy", value: field(info, "maxmemory_policy") ?? "unknown" },
    { name: "evicted_keys", value: number("evicted_keys") },
  ];
}
