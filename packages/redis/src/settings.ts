import { type Environment, oneOf, wholeNumber } from "@tagledger/core";
import { type BackendSettings, readBackendSettings } from "@tagledger/core/backend";
import type { RedisStoreOptions } from "./redis-store.ts";
import { parseRedisUrl } from "./redis-url.ts";

export interface RedisSettings extends BackendSettings {
  readonly store: Omit<RedisStoreOptions, "namespace">;
  /** False while `next build` runs, unless it may use the network. */
  readonly online: boolean;
}

const DEFAULT_COMPRESSED_BYTES = 4096;
const REPLICAS_WITHIN_MS = 200;
/** Besides its body an entry has metadata: of the Pages Router the props of a page. */
const UNPACKED_FACTOR = 2;

/**
 * Reads and checks the environment of the ready modules.
 *
 * @param cwd the folder of the application.
 * @throws TL-CONFIG.
 */
export function readSettings(env: Environment, cwd: string): RedisSettings {
  const url = env["TAGLEDGER_REDIS_URL"] || env["REDIS_URL"];
  if (url !== undefined && url !== "") parseRedisUrl(url);
  const library = oneOf(env, "TAGLEDGER_REDIS_CLIENT", ["redis", "ioredis"]);
  const durability = oneOf(env, "TAGLEDGER_REDIS_DURABILITY", ["fenced", "trusted"]);
  const algorithm = oneOf(env, "TAGLEDGER_REDIS_COMPRESSION", ["off", "gzip", "brotli"]);
  const fromBytes = wholeNumber(env, "TAGLEDGER_REDIS_COMPRESSION_BYTES", 0, 2 ** 30) ?? DEFAULT_COMPRESSED_BYTES;
  const maxMarks = wholeNumber(env, "TAGLEDGER_MAX_MARKS", 1, 100_000_000);
  const maxLedgerBytes = wholeNumber(env, "TAGLEDGER_REDIS_MAX_LEDGER_BYTES", 1 << 20, Number.MAX_SAFE_INTEGER);
  const replicas = wholeNumber(env, "TAGLEDGER_REDIS_REPLICAS", 1, 100);
  const connectTimeoutMs = wholeNumber(env, "TAGLEDGER_REDIS_CONNECT_MS", 10, 600_000);
  const building = env["NEXT_PHASE"] === "phase-production-build";
  const online = oneOf(env, "TAGLEDGER_BUILD", ["0", "1"]) === "1" || !building;
  const common = readBackendSettings(env, cwd);
  const { maxEntryBytes } = common.runtime;
  return {
    ...common,
    online,
    store: {
      ...(url !== undefined && url !== "" && { url }),
      ...(library !== undefined && { library }),
      ...(durability !== undefined && { durability }),
      ...(algorithm !== undefined && algorithm !== "off" && { compression: { algorithm, fromBytes } }),
      ...(maxEntryBytes !== undefined && { maxUnpackedBytes: UNPACKED_FACTOR * maxEntryBytes }),
      ...(maxMarks !== undefined && { maxMarks }),
      ...(maxLedgerBytes !== undefined && { maxLedgerBytes }),
      ...(replicas !== undefined && { replicas: { count: replicas, withinMs: REPLICAS_WITHIN_MS } }),
      ...(connectTimeoutMs !== undefined && { connectTimeoutMs }),
    },
  };
}
