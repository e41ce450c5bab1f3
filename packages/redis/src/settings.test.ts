import { describe, expect, test } from "vitest";
import { readSettings } from "./settings.ts";

const settings = (env: Record<string, string>) => readSettings(env, "/nowhere/shop");

describe("the environment", () => {
  test("names Redis as everybody does, and tagledger's own variable comes first", () => {
    expect(settings({}).store.url).toBeUndefined();
    expect(settings({ REDIS_URL: "redis://a" }).store.url).toBe("redis://a");
    expect(settings({ REDIS_URL: "redis://a", TAGLEDGER_REDIS_URL: "redis://b" }).store.url).toBe("redis://b");
    expect(settings({ REDIS_URL: "redis://a", TAGLEDGER_REDIS_URL: "" }).store.url).toBe("redis://a");
  });

  test("chooses a client, durability, compression, limits and replicas", () => {
    expect(
      settings({
        TAGLEDGER_REDIS_CLIENT: "ioredis",
        TAGLEDGER_REDIS_DURABILITY: "trusted",
        TAGLEDGER_REDIS_COMPRESSION: "brotli",
        TAGLEDGER_REDIS_COMPRESSION_BYTES: "100",
        TAGLEDGER_MAX_MARKS: "1000",
        TAGLEDGER_REDIS_MAX_LEDGER_BYTES: "2000000",
        TAGLEDGER_REDIS_REPLICAS: "2",
        TAGLEDGER_REDIS_CONNECT_MS: "700",
      }).store,
    ).toEqual({
      library: "ioredis",
      durability: "trusted",
      compression: { algorithm: "brotli", fromBytes: 100 },
      maxMarks: 1000,
      maxLedgerBytes: 2_000_000,
      replicas: { count: 2, withinMs: 200 },
      connectTimeoutMs: 700,
    });
    expect(settings({ TAGLEDGER_REDIS_COMPRESSION: "off" }).store).toEqual({});
  });

  test("opens no connection while next build runs, unless the build may", () => {
    const building = { NEXT_PHASE: "phase-production-build" };
    expect(settings({}).online).toBe(true);
    expect(settings(building).online).toBe(false);
    expect(settings({ ...building, TAGLEDGER_BUILD: "0" }).online).toBe(false);
    expect(settings({ ...building, TAGLEDGER_BUILD: "1" }).online).toBe(true);
  });

  test.each([
    ["REDIS_URL", "memcached://a"],
    ["TAGLEDGER_REDIS_CLIENT", "jedis"],
    ["TAGLEDGER_REDIS_DURABILITY", "yes"],
    ["TAGLEDGER_REDIS_COMPRESSION", "zip"],
    ["TAGLEDGER_REDIS_REPLICAS", "0"],
    ["TAGLEDGER_BUILD", "yes"],
  ])("%s=%s is refused", (name, value) => {
    expect(() => settings({ [name]: value })).toThrow("TL-CONFIG");
  });
});
