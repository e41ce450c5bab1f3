import { type Connection, KEYLESS, type Reply } from "./connection.ts";
import { createGenerations } from "./generations.ts";
import { keyOfEach, keySlot } from "./key-slot.ts";
import type { Access, Address } from "./link.ts";
import {
  AS_BYTES,
  NO_TIMEOUT,
  type NodeRedisClient,
  type NodeRedisCluster,
  type NodeRedisModule,
  nodeRedisCommand,
  sendTo,
} from "./node-redis-link.ts";

/** Events of a client that mean, or may mean, that the process at the other end is another one now. */
export const NODE_REDIS_CHANGES: readonly string[] = ["connect", "ready", "reconnecting", "end", "error", "terminated"];

/** @param silenceMs milliseconds without a byte after which a connection is opened anew. */
export function openNodeRedisCluster(
  module: NodeRedisModule,
  nodes: readonly Address[],
  access: Access,
  silenceMs: number,
): Connection {
  const { username, password, tls, connectTimeoutMs } = access;
  const cluster = module.createCluster({
    rootNodes: nodes.map((node) => ({ socket: node })),
    minimizeConnections: true,
    RESP: 2,
    defaults: {
      ...(username !== undefined && { username }),
      ...(password !== undefined && { password }),
      socket: {
        ...(tls !== undefined && tls !== false && { tls: true, ...(tls === true ? {} : tls) }),
        connectTimeout: connectTimeoutMs,
        reconnectStrategy: (retries: number) => Math.min(2000, 50 * 2 ** Math.min(retries, 10)),
        socketTimeout: silenceMs,
      },
      // Of a connection that nobody uses the library cannot tell whether it lives.
      pingInterval: Math.ceil(silenceMs / 3),
      disableOfflineQueue: true,
      ...NO_TIMEOUT,
      name: "tagledger",
    },
  });
  const connection = connectNodeRedisCluster(cluster);
  let closed = false;
  // Until there is a first topology the library gives up after one attempt.
  const connected = (async (): Promise<void> => {
    for (let attempt = 0; !closed; attempt++) {
      try {
        await cluster.connect();
        return;
      } catch {
        await new Promise((resolve) => setTimeout(resolve, Math.min(2000, 50 * 2 ** attempt)).unref());
      }
    }
  })();
  return {
    async send(key, command) {
      await connected;
      return connection.send(key, command);
    },
    link: connection.link,
    async primaries() {
      await connected;
      return connection.primaries?.() ?? [];
    },
    async close() {
      closed = true;
      if (cluster.isOpen) cluster.destroy();
    },
  };
}

/** A cluster client that is somebody else's. */
export function connectNodeRedisCluster(cluster: NodeRedisCluster): Connection {
  const generations = createGenerations<NodeRedisClient>(NODE_REDIS_CHANGES);
  // Without a listener an event called `error` ends the process.
  cluster.on("error", () => {});

  function primaryOf(key: string): NodeRedisClient | undefined {
    const client = cluster.slots[keySlot(key)]?.master.client;
    return client === undefined || client instanceof Promise ? undefined : client;
  }

  return {
    async send(key, command) {
      // Sent as other commands are, version 6 would go over all nodes by itself, and version 5 would not.
      const owner = command[0] === "SCAN" ? cluster.slots[keySlot(key)]?.master : undefined;
      if (owner !== undefined) return sendTo(await cluster.nodeClient(owner), command);
      if (KEYLESS.has(command[0] as string)) {
        const client = primaryOf(key);
        if (client === undefined) throw new Error("There is no connection to the primary of the ledger.");
        return sendTo(client, command);
      }
      return (await cluster.sendCommand(key, false, nodeRedisCommand(command), AS_BYTES)) as Reply;
    },
    link(key) {
      const client = primaryOf(key);
      return client && generations.of(client);
    },
    primaries: async () => keyOfEach((slot) => cluster.slots[slot]?.master),
    async close() {},
  };
}
