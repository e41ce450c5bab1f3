import type { Store } from "@tagledger/core";
import type { Line } from "../network.ts";
import { createProcessClock } from "../process-clock.ts";
import type { Product } from "../product.ts";
import type { SeededRandom } from "../random.ts";
import { type RedisReply } from "../redis/commands.ts";
import { copyOf, emptyKeyspace, type Keyspace } from "../redis/keyspace.ts";
import { createRedisServer, newIdentity, type RedisServer } from "../redis/server.ts";
import type { Scheduler } from "../scheduler.ts";
import type { SimulatedStore, Snapshot } from "./simulated-store.ts";

export interface RedisFleetOptions {
  readonly scheduler: Scheduler;
  readonly product: Product;
  readonly random: SeededRandom;
  readonly maxMarks: number;
  readonly silenceMs: number;
}

type Reply = Buffer | string | number | null | readonly Reply[];

const CONNECT_MS = 1000;

/** The real store and the real scripts, on simulated servers. */
export function redisFleet({ scheduler, product, random, maxMarks, silenceMs }: RedisFleetOptions): SimulatedStore {
  const wall = createProcessClock(scheduler, { skewMs: random.between(-1e6, 1e6), rate: 1 });
  const open = (keyspace: Keyspace, identity = newIdentity(random)): RedisServer =>
    createRedisServer({ scheduler, keyspace, identity, wallMs: () => wall.wall() });
  let current = open(emptyKeyspace());

  return {
    connect(clock, route, processRandom): Store {
      const { createLedger, createEntries, createKeys, keepLink } = product.redis;
      const connection = keepLink({
        clock,
        silenceMs,
        chance: () => processRandom.float(),
        open: async () => linkOf(await route.open(clock, () => current, CONNECT_MS)),
      });
      const keys = createKeys("simulated");
      const ledger = createLedger(connection, keys, processRandom, {
        clock,
        durability: "fenced",
        maxMarks,
        maxBytes: 2 ** 30,
        maxMarkAgeMs: 30 * 86_400_000,
        replicas: undefined,
        onEvent() {},
        onCrowded() {},
      });
      const entries = createEntries(connection, keys, {
        compression: undefined,
        maxUnpackedBytes: 2 ** 27,
        onProblem() {},
      });
      return {
        name: "redis",
        capabilities: { shared: true, durable: true },
        news: ledger.news,
        append: ledger.append,
        renew: ledger.renew,
        ...entries,
        close: () => connection.close(),
      };
    },
    snapshot: () => copyOf(current.keyspace),
    freeze: (ms) => current.freeze(ms),
    restart(downMs, having) {
      current.die();
      scheduler.at(downMs, () => {
        current.die();
        current = open(having === undefined ? emptyKeyspace() : copyOf(having as Keyspace));
      });
    },
    failOver(having: Snapshot) {
      // Some are told to follow the new primary and keep their connections; others are gone.
      if (random.chance(50)) current.demote();
      else current.die();
      current = open(copyOf(having as Keyspace), newIdentity(random, true));
    },
    rewind(to: Snapshot) {
      const { identity } = current;
      current.die();
      current = open(copyOf(to as Keyspace), identity);
    },
    flush() {
      current.keyspace.values.clear();
      current.keyspace.expires.clear();
    },
    evict(chance) {
      for (const key of current.keyspace.values.keys()) {
        if (chance.chance(key.includes(":ledger") ? 30 : 50)) current.keyspace.values.delete(key);
      }
    },
  };
}

function linkOf(line: Line<RedisServer>) {
  return {
    address: { host: "simulated", port: 6379 },
    async send(command: readonly (string | Uint8Array)[]): Promise<Reply> {
      const words = command.map((word) =>
        typeof word === "string" ? Buffer.from(word, "utf8").toString("latin1") : Buffer.from(word).toString("latin1"),
      );
      return replyOf(await line.send((server) => server.execute(words)));
    },
    onEnd: (listener: (reason: Error) => void) => line.onEnd(listener),
    destroy: () => line.destroy(),
  };
}

function replyOf(reply: RedisReply): Reply {
  if (reply === null || typeof reply === "number") return reply;
  if (typeof reply === "string") return Buffer.from(reply, "latin1");
  return "ok" in reply ? reply.ok : reply.map(replyOf);
}
