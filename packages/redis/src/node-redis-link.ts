import type { Argument, Reply } from "./connection.ts";
import type { Access, Address, ClientLibrary, Link } from "./link.ts";
import { within } from "./within.ts";

/** What is used of the package `redis`, versions 5 and 6. */
export interface NodeRedisModule {
  createClient(options: object): NodeRedisClient;
  createCluster(options: object): NodeRedisCluster;
}

export interface NodeRedisClient {
  connect(): Promise<unknown>;
  destroy(): void;
  readonly isOpen: boolean;
  on(event: string, listener: (...details: never[]) => void): unknown;
  sendCommand(command: readonly (string | Buffer)[], options?: object): Promise<unknown>;
}

export interface NodeRedisCluster {
  readonly slots: readonly ({ readonly master: NodeRedisNode } | undefined)[];
  /** Connects when nobody has done that yet. */
  nodeClient(node: NodeRedisNode): NodeRedisClient | Promise<NodeRedisClient>;
  connect(): Promise<unknown>;
  destroy(): void;
  readonly isOpen: boolean;
  on(event: string, listener: (...details: never[]) => void): unknown;
  sendCommand(
    firstKey: string,
    isReadonly: boolean,
    command: readonly (string | Buffer)[],
    options?: object,
  ): Promise<unknown>;
}

export interface NodeRedisNode {
  /** A promise while it is being connected; absent before. */
  readonly client?: NodeRedisClient | Promise<NodeRedisClient>;
}

/** Bulk strings (`$`) as bytes. */
export const AS_BYTES: object = { typeMapping: { 36: Buffer } };

export function nodeRedisLibrary(module: NodeRedisModule): ClientLibrary {
  return {
    name: "redis",
    async open(address, access) {
      const client = module.createClient(linkOptions(address, access));
      let ended: Error | undefined;
      let reason = new Error("The connection to Redis was closed.");
      const listeners: ((reason: Error) => void)[] = [];
      const end = (): void => {
        if (ended !== undefined) return;
        ended = reason;
        for (const listener of listeners) listener(reason);
      };
      client.on("error", (error: Error) => {
        reason = error;
        if (!client.isOpen) end();
      });
      client.on("end", end);
      client.on("terminated", end);
      const message = `Redis at ${address.host}:${address.port} did not answer within ${access.connectTimeoutMs} ms.`;
      try {
        await within(access.connectTimeoutMs, message, client.connect(), () => destroyQuietly(client));
      } catch (error) {
        destroyQuietly(client);
        throw error;
      }
      const link: Link = {
        address,
        send: (command) => sendTo(client, command),
        onEnd(listener) {
          if (ended === undefined) listeners.push(listener);
          else listener(ended);
        },
        destroy() {
          destroyQuietly(client);
          end();
        },
      };
      return link;
    },
  };
}

/**
 * Version 6 makes an `AbortSignal` with a timer for each command, only to notice one that cannot be written: a tenth of
 * what a read costs. Our own deadlines notice it too.
 */
export const NO_TIMEOUT: object = { commandOptions: { timeout: undefined } };

/** Without a queue for what cannot be sent and without a second connection: a link is exactly one connection. */
function linkOptions(address: Address, access: Access): object {
  const { username, password, database, tls, connectTimeoutMs } = access;
  return {
    RESP: 2,
    socket: {
      ...address,
      ...(tls !== undefined && tls !== false && { tls: true, ...(tls === true ? {} : tls) }),
      connectTimeout: connectTimeoutMs,
      reconnectStrategy: false,
    },
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    ...(database !== undefined && { database }),
    disableOfflineQueue: true,
    ...NO_TIMEOUT,
    name: "tagledger",
  };
}

export async function sendTo(client: NodeRedisClient, command: readonly Argument[]): Promise<Reply> {
  return (await client.sendCommand(nodeRedisCommand(command), AS_BYTES)) as Reply;
}

/** The library takes strings and buffers, no other bytes. */
export function nodeRedisCommand(command: readonly Argument[]): (string | Buffer)[] {
  return command.map((part) => (typeof part === "string" || Buffer.isBuffer(part) ? part : Buffer.from(part)));
}

function destroyQuietly(client: NodeRedisClient): void {
  try {
    client.destroy();
  } catch {
    // It is closed already.
  }
}
