import { handlersOn, handlerSuite, type HandlersOptions, storeSuite } from "@tagledger/conformance";
import { createTimeOffset } from "@tagledger/redis-servers";
import { afterAll, beforeAll } from "vitest";
import type { RedisStoreOptions } from "../src/redis-store.ts";
import { redisFactory } from "./redis-factory.ts";
import type { TimeOffset } from "./redis-time.ts";

/** Servers that run under a time of the test. */
export interface Servers {
  readonly url: string;
  stop(): Promise<unknown>;
}

export interface ConformanceOptions {
  /** Names the servers in the report. */
  readonly name: string;
  start(offset: TimeOffset): Promise<Servers>;
  readonly store?: Partial<RedisStoreOptions>;
  readonly handlers?: HandlersOptions;
}

/** The random interleavings are what takes time; they are run in full on the store in memory. */
const PACE = 0.02;

/** Registers both suites for servers that are started for them, once with each client. */
export function conformance({ name, start, store, handlers }: ConformanceOptions): void {
  let offset: TimeOffset;
  let servers: Servers;
  beforeAll(async () => {
    offset = await createTimeOffset();
    servers = await start(offset);
  }, 120_000);
  afterAll(async () => {
    await servers.stop();
    offset.dispose();
  });
  for (const library of ["redis", "ioredis"] as const) {
    const factory = redisFactory(
      () => ({ url: servers.url, library, ...store }),
      () => offset,
    );
    storeSuite({ name: `${library}, ${name}`, factory });
    handlerSuite({
      name: `handlers with ${library}, ${name}`,
      factory: handlersOn(factory, { pace: PACE, ...handlers }),
    });
  }
}
