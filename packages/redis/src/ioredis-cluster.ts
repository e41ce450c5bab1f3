import { type Argument, type Connection, KEYLESS } from "./connection.ts";
import { createGenerations } from "./generations.ts";
import { callOn, type IoredisClient, type IoredisCluster, type IoredisModule } from "./ioredis-link.ts";
import { keyOfEach, keySlot } from "./key-slot.ts";
import type { Access, Address } from "./link.ts";

/** Events of a client that mean, or may mean, that the process at the other end is another one now. */
export const IOREDIS_CHANGES: readonly string[] = ["connect", "ready", "close", "reconnecting", "end", "error"];

/** @param silenceMs milliseconds without an answer after which a connection is opened anew. */
export function openIoredisCluster(
  module: IoredisModule,
  nodes: readonly Address[],
  access: Access,
  silenceMs: number,
): Connection {
  const { username, password, tls, connectTimeoutMs } = access;
  const cluster = new module.Cluster(nodes, {
    enableOfflineQueue: false,
    lazyConnect: true,
    enableReadyCheck: false,
    scaleReads: "master",
    slotsRefreshTimeout: connectTimeoutMs,
    clusterRetryStrategy: (times: number) => Math.min(2000, 50 * 2 ** Math.min(times, 10)),
    // The library would look names up by itself and connect to addresses, which are in no certificate.
    ...(tls !== undefined && tls !== false && { dnsLookup: asItIs }),
    redisOptions: {
      ...(username !== undefined && { username }),
      ...(password !== undefined && { password }),
      ...(tls !== undefined && tls !== false && { tls: tls === true ? {} : tls }),
      connectTimeout: connectTimeoutMs,
      socketTimeout: silenceMs,
      protocol: 2,
      connectionName: "tagledger",
      autoResendUnfulfilledCommands: false,
      maxRetriesPerRequest: 0,
    },
  });
  const connection = connectIoredisCluster(cluster);
  const connected = cluster.connect().catch(() => {});
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
      cluster.disconnect();
    },
  };
}

/** Of what is sent with a key, the commands that change nothing. */
const READS: ReadonlySet<Argument> = new Set(["EXISTS", "GET", "MEMORY", "PTTL"]);

function asItIs(host: string, found: (error: null, address: string) => void): void {
  found(null, host);
}

/** A cluster client that is somebody else's. */
export function connectIoredisCluster(cluster: IoredisCluster): Connection {
  const generations = createGenerations<IoredisClient>(IOREDIS_CHANGES);
  // Without a listener an event called `error` ends the process.
  cluster.on("error", () => {});

  function primaryOf(key: string): IoredisClient | undefined {
    const name = cluster.slots[keySlot(key)]?.[0];
    return cluster.nodes("master").find(({ options }) => `${options.host}:${options.port}` === name);
  }

  /**
   * Before version 6 the library finds the node of a command only where its name is in small letters, and asks any node
   * else: the connection that answered would not be the one that `link` says. By such a name it also knows what only
   * reads, which a client of the user's may send to replicas.
   */
  function named([name, ...parts]: readonly Argument[]): readonly Argument[] {
    const mayGoToReplica = cluster.options.scaleReads !== "master" && READS.has(name as Argument);
    return [mayGoToReplica ? (name as Argument) : String(name).toLowerCase(), ...parts];
  }

  return {
    async send(key, command) {
      if (!KEYLESS.has(command[0] as string)) return callOn(cluster, named(command));
      const client = primaryOf(key);
      if (client === undefined) throw new Error("There is no connection to the primary of the ledger.");
      return callOn(client, command);
    },
    link(key) {
      const client = primaryOf(key);
      return client && generations.of(client);
    },
    primaries: async () => keyOfEach((slot) => cluster.slots[slot]?.[0]),
    async close() {},
  };
}
