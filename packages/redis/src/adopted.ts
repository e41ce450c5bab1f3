import { TagledgerError } from "@tagledger/core/errors";
import type { Connection } from "./connection.ts";
import { createGenerations } from "./generations.ts";
import { connectIoredisCluster, IOREDIS_CHANGES } from "./ioredis-cluster.ts";
import { callOn, type IoredisClient, type IoredisCluster } from "./ioredis-link.ts";
import { connectNodeRedisCluster, NODE_REDIS_CHANGES } from "./node-redis-cluster.ts";
import { type NodeRedisClient, type NodeRedisCluster, sendTo } from "./node-redis-link.ts";

/**
 * A client of the user's: of `redis` from `createClient` or `createCluster`, or of `ioredis` a `Redis` or a `Cluster`.
 * It is connected by the user, and stays open when the store is closed.
 */
export type ExistingClient = object;

/**
 * Uses a client that exists. It may mend its connection by itself and send again what was not answered: whatever comes
 * back then is not believed before it is proven. Clients that read from replicas send our commands to primaries all the
 * same, because each is sent as a write.
 *
 * @throws TL-CONFIG when it is none of the four, or is set up in a way that cannot work.
 */
export function adoptClient(client: ExistingClient): Connection {
  refuseOption(client, "keyPrefix", "the store has a `namespace` of its own");
  // It bundles commands by their names, and drops the names of those that are called by name.
  refuseOption(client, "enableAutoPipelining", "pass client.duplicate({ enableAutoPipelining: false })");
  if (isIoredisCluster(client)) return connectIoredisCluster(client);
  if (isIoredis(client)) return connectIoredis(client);
  if (isNodeRedisCluster(client)) return connectNodeRedisCluster(client);
  if (isNodeRedis(client)) return connectNodeRedis(client);
  const accepted = "a client from createClient or createCluster of `redis`, or a Redis or Cluster of `ioredis`";
  throw new TagledgerError("TL-CONFIG", `The option \`client\` is something else; accepted is ${accepted}.`);
}

function refuseOption(client: ExistingClient, name: string, advice: string): void {
  const options: unknown = Reflect.get(client, "options");
  if (typeof options !== "object" || options === null) return;
  const inner: unknown = Reflect.get(options, "redisOptions");
  for (const place of [options, inner]) {
    if (typeof place !== "object" || place === null || !Reflect.get(place, name)) continue;
    throw new TagledgerError("TL-CONFIG", `The option \`client\` has \`${name}\` set; ${advice}.`);
  }
}

function connectNodeRedis(client: NodeRedisClient): Connection {
  const generations = createGenerations<NodeRedisClient>(NODE_REDIS_CHANGES);
  generations.of(client);
  return {
    send: (_key, command) => sendTo(client, command),
    link: () => generations.of(client),
    async close() {},
  };
}

function connectIoredis(client: IoredisClient): Connection {
  const generations = createGenerations<IoredisClient>(IOREDIS_CHANGES);
  generations.of(client);
  return {
    send: (_key, command) => callOn(client, command),
    link: () => generations.of(client),
    async close() {},
  };
}

function isIoredisCluster(client: ExistingClient): client is IoredisCluster {
  return "isCluster" in client && client.isCluster === true && "callBuffer" in client;
}

function isIoredis(client: ExistingClient): client is IoredisClient {
  return "callBuffer" in client && "options" in client;
}

function isNodeRedisCluster(client: ExistingClient): client is NodeRedisCluster {
  return "sendCommand" in client && "slots" in client && "masters" in client;
}

/** A sentinel client has the same method with other parameters. */
function isNodeRedis(client: ExistingClient): client is NodeRedisClient {
  return "sendCommand" in client && "isOpen" in client && "select" in client && !("getMasterNode" in client);
}
