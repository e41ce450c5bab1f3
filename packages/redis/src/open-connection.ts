import { type Clock, systemClock } from "@tagledger/core";
import { adoptClient, type ExistingClient } from "./adopted.ts";
import type { Connection } from "./connection.ts";
import { keepCluster } from "./kept-cluster.ts";
import { keepLink } from "./kept-link.ts";
import { type LibraryName, loadLibrary, type LoadedLibrary } from "./library.ts";
import type { Access } from "./link.ts";
import { parseRedisUrl, type RedisTarget } from "./redis-url.ts";
import { openPrimary } from "./sentinel.ts";

/** How to reach Redis; see `docs/redis.md` for the forms of `url`. */
export interface ConnectionOptions {
  /** Default: `redis://127.0.0.1:6379`. */
  readonly url?: string;
  /** A client that exists, in place of everything else here. */
  readonly client?: ExistingClient;
  /** Which package to use; default: `redis`, or `ioredis` where that is missing. */
  readonly library?: LibraryName;
  readonly username?: string;
  readonly password?: string;
  readonly database?: number;
  /** Options of `tls.connect`, such as `ca`; `true` for its defaults. A `rediss` URL needs neither. */
  readonly tls?: boolean | object;
  /** How the sentinels let us in; default: without a password. */
  readonly sentinel?: Pick<Access, "username" | "password" | "tls">;
  /** Milliseconds after which an attempt to connect has failed. Default: 5000. */
  readonly connectTimeoutMs?: number;
  /** Milliseconds without any answer after which a connection is given up and opened anew. Default: 3000. */
  readonly silenceMs?: number;
  readonly clock?: Clock;
}

/** @returns a connection that is being opened; its commands wait for the first attempt. */
export function openConnection(options: ConnectionOptions): Connection {
  if (options.client !== undefined) return adoptClient(options.client);
  const target = parseRedisUrl(options.url ?? "redis://127.0.0.1:6379");
  return target.kind === "cluster" ? openCluster(target, options) : openSingle(target, options);
}

function openSingle(target: RedisTarget, options: ConnectionOptions): Connection {
  const access = accessOf(target, options);
  const { connectTimeoutMs } = access;
  const sentinelAccess = { ...(target.tls && { tls: true }), ...options.sentinel, connectTimeoutMs };
  let library: LoadedLibrary | undefined;
  return keepLink({
    clock: options.clock ?? systemClock,
    silenceMs: silenceOf(options),
    async open() {
      library ??= await loadLibrary(options.library);
      const [address] = target.nodes;
      if (target.kind === "standalone" && address !== undefined) return library.open(address, access);
      return openPrimary(library, { sentinels: target.nodes, name: target.name ?? "", sentinelAccess }, access);
    },
  });
}

function openCluster(target: RedisTarget, options: ConnectionOptions): Connection {
  const clock = options.clock ?? systemClock;
  const silenceMs = silenceOf(options);
  const access = accessOf(target, options);
  let opened: Connection | undefined;
  let closed = false;
  const opening = loadLibrary(options.library).then((library) => {
    if (closed) throw new Error("The connection was closed.");
    opened = keepCluster({ clock, silenceMs, open: () => library.openCluster(target.nodes, access, silenceMs) });
    return opened;
  });
  // Whoever sends is told.
  opening.catch(() => {});
  return {
    send: async (key, command) => (opened ?? (await opening)).send(key, command),
    link: (key) => opened?.link(key),
    primaries: async () => (await (opened ?? (await opening)).primaries?.()) ?? [],
    async close() {
      closed = true;
      await opened?.close();
    },
  };
}

function accessOf(target: RedisTarget, options: ConnectionOptions): Access {
  const { username = target.username, password = target.password, database = target.database } = options;
  const { tls = target.tls, connectTimeoutMs = 5000 } = options;
  return {
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    ...(database !== undefined && { database }),
    tls,
    connectTimeoutMs,
  };
}

function silenceOf({ silenceMs = 3000 }: ConnectionOptions): number {
  return silenceMs;
}
