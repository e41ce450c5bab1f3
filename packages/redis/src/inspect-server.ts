import type { Events } from "@tagledger/core";
import { type Connection, errorWord } from "./connection.ts";

type Problem = Events["tagledger:problem"];

export interface Inspection {
  /** True when the server is believed to lose nothing. */
  readonly isTrusted: boolean;
  /** True when the store waits for replicas itself. */
  readonly waitsForReplicas: boolean;
  /** The wall clock of this process, in milliseconds. */
  wallMs(): number;
}

const OLDEST_VERSION = { redis: [7, 0], valkey: [7, 2] } as const;
const MAX_CLOCK_DIFFERENCE_MS = 60_000;

/**
 * Looks at the server once and says what an operator should know. Nothing that it finds makes an answer wrong.
 *
 * @throws when the server cannot be asked.
 */
export async function inspectServer(connection: Connection, key: string, inspection: Inspection): Promise<Problem[]> {
  let info: string;
  try {
    info = String(await connection.send(key, ["INFO"]));
  } catch (error) {
    if (errorWord(error) !== "NOPERM") throw error;
    return [blind(error)];
  }
  const [seconds] = (await connection.send(key, ["TIME"])) as readonly unknown[];
  const differenceMs = Number(seconds) * 1000 - inspection.wallMs();
  return [
    ...oldVersion(info),
    ...evictionPolicy(info),
    ...(inspection.isTrusted ? forgetful(info) : []),
    ...(inspection.waitsForReplicas ? [] : unguardedReplicas(info)),
    ...wrongClock(differenceMs),
  ];
}

export function blind(cause?: unknown): Problem {
  const message = "A restart of Redis that loses data is noticed only by what it lost. Allow the command INFO.";
  return { code: "TL-REDIS-INFO", message, cause };
}

function oldVersion(info: string): Problem[] {
  const valkey = field(info, "valkey_version");
  const name = valkey === undefined ? "redis" : "valkey";
  const version = valkey ?? field(info, "redis_version") ?? "";
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [least, leastMinor] = OLDEST_VERSION[name];
  if (major > least || (major === least && minor >= leastMinor)) return [];
  const message = `The server is ${name} ${version}; needed is ${name} ${least}.${leastMinor} or newer.`;
  return [{ code: "TL-REDIS-VERSION", message }];
}

function evictionPolicy(info: string): Problem[] {
  const policy = field(info, "maxmemory_policy") ?? "";
  if (policy === "noeviction" && Number(field(info, "maxmemory") ?? 0) > 0) {
    const message =
      "maxmemory-policy is noeviction: when the memory is full, no entry is kept any more. Set it to volatile-lru, which makes room by evicting entries.";
    return [{ code: "TL-REDIS-MEMORY", message }];
  }
  if (!policy.startsWith("allkeys-")) return [];
  const advice = "Set maxmemory-policy to volatile-lru, which evicts entries only; they all have a lifetime.";
  const message = `maxmemory-policy is ${policy}: Redis may evict the ledger, and everything is a miss then. ${advice}`;
  return [{ code: "TL-REDIS-EVICTION", message }];
}

/** What an operator who says `trusted` must have set up. */
function forgetful(info: string): Problem[] {
  if (field(info, "aof_enabled") === "1") return [];
  const message =
    "TAGLEDGER_REDIS_DURABILITY is trusted, but the server does not write every command to disk: after a restart, invalidations that it has lost are not noticed. Set appendonly yes and appendfsync always, or leave the variable out.";
  return [{ code: "TL-REDIS-DURABILITY", message }];
}

function unguardedReplicas(info: string): Problem[] {
  const replicas = Number(field(info, "connected_slaves") ?? 0);
  if (replicas === 0 || field(info, "min_slaves_good_slaves") !== undefined) return [];
  const advice = "Set min-replicas-to-write to 1, or TAGLEDGER_REDIS_REPLICAS=1 to wait for a replica.";
  const message = `A primary that is cut off from its ${replicas} replicas may take invalidations and forget them. ${advice}`;
  return [{ code: "TL-REDIS-REPLICAS", message }];
}

function wrongClock(differenceMs: number): Problem[] {
  if (!(Math.abs(differenceMs) >= MAX_CLOCK_DIFFERENCE_MS)) return [];
  const message = `The clocks of Redis and of this process differ by ${Math.round(differenceMs / 1000)} s. Nothing is decided by them.`;
  return [{ code: "TL-REDIS-CLOCK", message }];
}

export function field(info: string, name: string): string | undefined {
  return new RegExp(`^${name}:(.*?)\\r?$`, "m").exec(info)?.[1];
}
