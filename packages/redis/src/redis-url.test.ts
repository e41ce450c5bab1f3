import { describe, expect, test } from "vitest";
import { parseRedisUrl } from "./redis-url.ts";

describe("the URL of Redis", () => {
  test("names a server, a user, a password and a database", () => {
    expect(parseRedisUrl("redis://cache:p%40ss%2Fword@redis.internal:6380/3")).toEqual({
      kind: "standalone",
      nodes: [{ host: "redis.internal", port: 6380 }],
      tls: false,
      username: "cache",
      password: "p@ss/word",
      database: 3,
    });
  });

  test("has the usual port, no password and no database of its own", () => {
    expect(parseRedisUrl("redis://localhost")).toEqual({
      kind: "standalone",
      nodes: [{ host: "localhost", port: 6379 }],
      tls: false,
    });
    expect(parseRedisUrl("redis://:secret@localhost/")).toEqual({
      kind: "standalone",
      nodes: [{ host: "localhost", port: 6379 }],
      tls: false,
      password: "secret",
    });
  });

  test("asks for TLS as rediss", () => {
    expect(parseRedisUrl("rediss://localhost").tls).toBe(true);
    expect(parseRedisUrl("rediss+cluster://localhost").tls).toBe(true);
  });

  test("names sentinels and what they call the primary", () => {
    expect(parseRedisUrl("redis+sentinel://a:1,b,[::1]:3/shop/2")).toEqual({
      kind: "sentinel",
      nodes: [
        { host: "a", port: 1 },
        { host: "b", port: 26_379 },
        { host: "::1", port: 3 },
      ],
      tls: false,
      name: "shop",
      database: 2,
    });
  });

  test("names some nodes of a cluster", () => {
    expect(parseRedisUrl("redis+cluster://u:p@a:1,b:2").nodes).toHaveLength(2);
  });

  test.each([
    ["http://localhost", "none of redis://"],
    ["localhost:6379", "none of redis://"],
    ["redis://", "none of redis://"],
    ["redis://a,b", "one server"],
    ["redis://a:99999", "server 1 is not a host with a port"],
    ["redis://a/x", "number of a database"],
    ["redis://a/1/2", "number of a database"],
    ["redis+sentinel://a", "name of the primary"],
    ["redis+cluster://a/1", "only database 0"],
    ["redis://u:%zz@a", "hexadecimal"],
  ])("%s is refused: %s", (url, reason) => {
    expect(() => parseRedisUrl(url)).toThrow(reason);
    expect(() => parseRedisUrl(url)).toThrow("TL-CONFIG");
  });

  test("never shows a password in its errors", () => {
    expect(() => parseRedisUrl("redis://user:hunter2@a,b")).toThrow(/^(?!.*hunter2)/);
    expect(() => parseRedisUrl("redis//user:hunter2@a")).toThrow(/^(?!.*hunter2)/);
  });

  test.each([
    "redis://user:hunter2/x@a",
    "redis://user:12345/hunter2@a",
    "redis://user:98765/x@a",
    "redis://user:x@hunter2@a",
    "redis+sentinel://user:12345/hunter2@a/name",
    "redis+cluster://user:hunter2/x@a:1,b:2",
  ])("refuses %s, and says what must be encoded instead of repeating a part of the password", (url) => {
    expect(() => parseRedisUrl(url)).toThrow("must be percent-encoded");
    expect(() => parseRedisUrl(url)).toThrow(/^(?!.*(hunter2|12345|98765))/);
  });
});
