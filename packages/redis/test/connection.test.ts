import { Redis } from "ioredis";
import { createClient } from "redis";
import { startFaultProxy, startStandalone } from "@tagledger/redis-servers";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { startSwitch } from "./switch.ts";
import { createWorkbench, eventually, hard, positionOf, type Workbench } from "./workbench.ts";

let server: Awaited<ReturnType<typeof startStandalone>>;
let proxy: Awaited<ReturnType<typeof startFaultProxy>>;
let bench: Workbench;

beforeAll(async () => {
  server = await startStandalone();
}, 120_000);
afterAll(() => server.stop());
beforeEach(async () => {
  proxy = await startFaultProxy(server.port);
  bench = createWorkbench(() => `redis://127.0.0.1:${proxy.port}`);
});
afterEach(async () => {
  await bench.close();
  await proxy.stop();
});

describe.each(["redis", "ioredis"] as const)("with %s", (library) => {
  test("a process has one connection, however much it asks at once", async () => {
    const store = bench.open({ library });
    await store.news(undefined);
    await Promise.all(Array.from({ length: 200 }, (_, index) => store.append([hard(`t${index}`)], undefined)));
    expect(proxy.connections).toBe(1);
  });

  test("a server that is not there is an error at once, and is found when it comes", async () => {
    await proxy.refuse();
    const store = bench.open({ library, connectTimeoutMs: 500 });
    await expect(store.news(undefined)).rejects.toThrow(/ECONN|closed|answer|connect|Redis/i);
    const begunMs = performance.now();
    await expect(store.news(undefined)).rejects.toThrow(/ECONN|closed|answer|connect|Redis/i);
    await expect(store.read("v1-a")).rejects.toThrow(/ECONN|closed|answer|connect|Redis/i);
    expect(performance.now() - begunMs).toBeLessThan(400);
    await proxy.pass();
    expect(await eventually(() => positionOf(store))).toBeDefined();
  });

  test("a server that accepts and never answers is an error after the time to connect, and is found when it thaws", async () => {
    await proxy.blackHole();
    const store = bench.open({ library, connectTimeoutMs: 300 });
    await expect(store.news(undefined)).rejects.toThrow(/ECONN|closed|answer|connect|Redis/i);
    await proxy.pass();
    expect(await eventually(() => positionOf(store))).toBeDefined();
  });

  test("a connection over which nothing comes any more is given up, and another one is opened", async () => {
    const store = bench.open({ library, silenceMs: 300, connectTimeoutMs: 300 });
    const position = await positionOf(store);
    await proxy.blackHole();
    await expect(store.news(position)).rejects.toThrow(/ECONN|closed|answer|connect|Redis/i);
    await proxy.pass();
    expect(await eventually(() => store.news(position))).toBeUndefined();
  });

  test("an answer that takes long does not end a connection on which others come", async () => {
    const store = bench.open({ library, silenceMs: 400 });
    const position = await positionOf(store);
    await proxy.delay(150);
    const asked = Array.from({ length: 8 }, () => store.news(position));
    expect(await Promise.all(asked)).toEqual(asked.map(() => undefined));
    expect(proxy.connections).toBe(1);
  });

  test("what was sent over a connection that broke is not sent again", async () => {
    const store = bench.open({ library });
    await store.news(undefined);
    const appended = Array.from({ length: 50 }, (_, index) => store.append([hard(`t${index}`)], undefined));
    proxy.cut();
    const settled = await Promise.allSettled(appended);
    expect(settled.some(({ status }) => status === "rejected")).toBe(true);
    const { position } = (await eventually(() => store.news(undefined))) ?? {};
    expect(position?.seq).toBeLessThanOrEqual(50);
  });

  test("a server behind a proxy that changes it without a word is proven again in time", async () => {
    const next = await startStandalone();
    const hidden = await startSwitch(server.port);
    try {
      const store = bench.open({ library, url: `redis://127.0.0.1:${hidden.port}` });
      const { position } = (await store.append([hard("a")], undefined)).news;
      expect(await store.news(position)).toBeUndefined();
      // The other server has the same ledger, without what the first one acknowledges last.
      for (const key of Object.values(bench.keys)) {
        await server.command("MIGRATE", "127.0.0.1", next.port, key, "0", "1000", "COPY", "REPLACE");
      }
      await bench.open({ library, url: server.url }).append([hard("lost")], position);
      hidden.target(next.port);
      await new Promise((resolve) => setTimeout(resolve, 300));
      const news = await eventually(() => store.news(position));
      expect(news?.reset).toBe(true);
      expect(news?.position.epoch).not.toBe(position.epoch);
    } finally {
      await hidden.stop();
      await next.stop();
    }
  });

  test("a wrong password is an error that says so, and does not show it", async () => {
    await server.command("ACL", "SETUSER", "guest", "on", ">right", "~*", "+@all");
    const store = bench.open({ library, username: "guest", password: "wr0ng" });
    await expect(store.news(undefined)).rejects.toThrow(/WRONGPASS/);
    await expect(store.news(undefined)).rejects.toThrow(/^(?!.*wr0ng)/);
  });

  test("a user and a password let us in, from the URL or as options", async () => {
    await server.command("ACL", "SETUSER", "member", "on", ">s3cr:t", "~tagledger:*", "+@all");
    const address = `127.0.0.1:${server.port}`;
    expect(await positionOf(bench.open({ library, url: `redis://member:s3cr%3At@${address}` }))).toBeDefined();
    const options = { url: `redis://${address}`, username: "member", password: "s3cr:t" };
    expect(await positionOf(bench.open({ library, ...options }))).toBeDefined();
  });

  test("a database of its own keeps a ledger of its own", async () => {
    const one = bench.open({ library, database: 1 });
    const other = bench.open({ library, url: `redis://127.0.0.1:${server.port}/2` });
    expect((await positionOf(one)).epoch).not.toBe((await positionOf(other)).epoch);
  });

  test("after close every call fails and no connection is left", async () => {
    const store = bench.open({ library });
    await store.news(undefined);
    await store.close();
    await store.close();
    await expect(store.news(undefined)).rejects.toMatchObject({ code: "TL-STORE-CLOSED" });
    await eventually(async () => expect(proxy.connections).toBe(0));
  });
});

describe("a client of the user's", () => {
  test.each(["redis", "ioredis"])("of %s is used as it is, and stays open", async (library) => {
    const url = `redis://127.0.0.1:${proxy.port}`;
    const nodeRedis = library === "redis" ? createClient({ url }) : undefined;
    nodeRedis?.on("error", () => {});
    await nodeRedis?.connect();
    const client = nodeRedis ?? new Redis(url);
    try {
      const store = bench.open({ client });
      const { news } = await store.append([hard("a")], undefined);
      expect(await store.news(news.position)).toBeUndefined();
      expect(await store.news(news.position)).toBeUndefined();

      // Such a client mends its connection by itself, and sends again what it has in its queue.
      proxy.cut();
      expect(await eventually(() => store.news(news.position))).toBeUndefined();
      await store.close();
      expect(await (client as { ping(): Promise<string> }).ping()).toBe("PONG");
    } finally {
      if (nodeRedis !== undefined) nodeRedis.destroy();
      else (client as Redis).disconnect();
    }
  });

  test.each(["redis", "ioredis"])(
    "of %s that resends what it had queued is not believed about a server that was restarted",
    async (library) => {
      const durable = await startStandalone({ config: { appendonly: "yes", appendfsync: "always" } });
      const nodeRedis = library === "redis" ? createClient({ url: durable.url }) : undefined;
      nodeRedis?.on("error", () => {});
      await nodeRedis?.connect();
      const ioredis = nodeRedis === undefined ? new Redis(durable.url) : undefined;
      ioredis?.on("error", () => {});
      try {
        const store = bench.open({ client: nodeRedis ?? (ioredis as Redis) });
        const { position } = (await store.append([hard("a")], undefined)).news;
        expect(await store.news(position)).toBeUndefined();
        durable.pause();
        const queued = store.news(position);
        await durable.restart({ keepData: true });
        const told = await queued.catch(() => undefined);
        const news = told ?? (await eventually(() => store.news(position)));
        expect(news?.reset).toBe(true);
        expect(news?.position.epoch).not.toBe(position.epoch);
      } finally {
        nodeRedis?.destroy();
        ioredis?.disconnect();
        await durable.stop();
      }
    },
  );

  test("of ioredis with options that cannot work is refused with what to do", () => {
    for (const [options, advice] of [
      [{ keyPrefix: "app:" }, /TL-CONFIG.*keyPrefix.*namespace/],
      [{ enableAutoPipelining: true }, /TL-CONFIG.*enableAutoPipelining.*duplicate/],
    ] as const) {
      const client = new Redis({ lazyConnect: true, ...options });
      expect(() => bench.open({ client })).toThrow(advice);
      client.disconnect();
    }
  });

  test("that is something else is refused with what is accepted", () => {
    expect(() => bench.open({ client: {} })).toThrow(/TL-CONFIG.*createClient/);
  });
});
