import type { Writable } from "node:stream";
import type { Argument, Reply } from "./connection.ts";
import type { Access, Address, ClientLibrary, Link } from "./link.ts";
import { within } from "./within.ts";
import { withoutCommand } from "./without-command.ts";

/** What is used of the package `ioredis`, versions 5 and 6. */
export interface IoredisModule {
  readonly Redis: new (options: object) => IoredisClient;
  readonly Cluster: new (nodes: readonly object[], options: object) => IoredisCluster;
}

export interface IoredisClient {
  readonly status: string;
  readonly options: { readonly host?: string; readonly port?: number };
  connect(): Promise<void>;
  disconnect(): void;
  on(event: string, listener: (...details: never[]) => void): unknown;
  callBuffer(command: string, ...parts: (string | Buffer)[]): Promise<unknown>;
  /** Absent before it is connected. */
  readonly stream?: Pick<Writable, "cork" | "uncork">;
}

export interface IoredisCluster {
  readonly isCluster: true;
  readonly status: string;
  /** For each slot the names `host:port` of its primary and replicas. */
  readonly slots: readonly (readonly string[] | undefined)[];
  connect(): Promise<void>;
  disconnect(): void;
  readonly options: { readonly scaleReads?: unknown };
  nodes(role: "master"): IoredisClient[];
  on(event: string, listener: (...details: never[]) => void): unknown;
  callBuffer(command: string, ...parts: (string | Buffer)[]): Promise<unknown>;
}

export function ioredisLibrary(module: IoredisModule): ClientLibrary {
  return {
    name: "ioredis",
    async open(address, access) {
      const client = new module.Redis(linkOptions(address, access));
      let ended: Error | undefined;
      let refusal: Error | undefined;
      const listeners: ((reason: Error) => void)[] = [];
      client.on("error", (error: Error) => {
        refusal = error;
      });
      client.on("close", () => {
        if (ended !== undefined) return;
        ended = (withoutCommand(refusal) as Error | undefined) ?? new Error("The connection to Redis was closed.");
        for (const listener of listeners) listener(ended);
      });
      const message = `Redis at ${address.host}:${address.port} did not answer within ${access.connectTimeoutMs} ms.`;
      try {
        await within(access.connectTimeoutMs, message, begin(client), () => client.disconnect());
        // A refused password is an event; the connection stays, with the rights of whoever needs none.
        if (refusal !== undefined) throw refusal;
      } catch (error) {
        client.disconnect();
        // What `connect` rejects with does not say why; the event before it does.
        throw withoutCommand(refusal ?? error);
      }
      const link: Link = {
        address,
        send(command) {
          writeTogether(client);
          return callOn(client, command);
        },
        onEnd(listener) {
          if (ended === undefined) listeners.push(listener);
          else listener(ended);
        },
        destroy: () => client.disconnect(),
      };
      return link;
    },
  };
}

/** The library writes each command at once; what one turn sends is one packet so, as with the other library. */
function writeTogether({ stream }: IoredisClient): void {
  stream?.cork();
  process.nextTick(() => stream?.uncork());
}

/** Older versions call themselves connected before the server has said anything. */
async function begin(client: IoredisClient): Promise<void> {
  await client.connect();
  await client.callBuffer("PING");
}

/** Without a queue for what cannot be sent and without a second connection: a link is exactly one connection. */
function linkOptions(address: Address, access: Access): object {
  const { username, password, database, tls, connectTimeoutMs } = access;
  return {
    ...address,
    ...(tls !== undefined && tls !== false && { tls: tls === true ? {} : tls }),
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    ...(database !== undefined && { db: database }),
    connectTimeout: connectTimeoutMs,
    lazyConnect: true,
    protocol: 2,
    retryStrategy: () => null,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    enableReadyCheck: false,
    connectionName: "tagledger",
  };
}

export async function callOn(client: Pick<IoredisClient, "callBuffer">, command: readonly Argument[]): Promise<Reply> {
  const [name, ...parts] = command.map((part) =>
    typeof part === "string" || Buffer.isBuffer(part)
      ? part
      : Buffer.from(part.buffer, part.byteOffset, part.byteLength),
  );
  try {
    return (await client.callBuffer(String(name), ...parts)) as Reply;
  } catch (error) {
    throw withoutCommand(error);
  }
}
