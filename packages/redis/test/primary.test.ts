import { rm } from "node:fs/promises";
import { startReplicated, startStandalone } from "@tagledger/redis-servers";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createWorkbench, eventually, hard, type Workbench } from "./workbench.ts";

/** Hole 7: only a primary that may take writes answers, though nothing of a refresh is written. */

let replicated: Awaited<ReturnType<typeof startReplicated>>;
let bench: Workbench;

beforeAll(async () => {
  replicated = await startReplicated();
}, 120_000);
afterAll(() => replicated.stop());
beforeEach(() => {
  bench = createWorkbench(() => replicated.primary.url);
});
afterEach(async () => {
  await bench.close();
  await replicated.primary.command("REPLICAOF", "NO", "ONE");
  await replicated.primary.command("CONFIG", "SET", "min-replicas-to-write", "0");
  await replicated.replica.command("REPLICAOF", replicated.primary.host, String(replicated.primary.port));
});

/** Lets the time pass for which a connection proves which server it leads to. */
const passProof = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 300));

describe.each(["redis", "ioredis"] as const)("with %s", (library) => {
  test("a replica answers nothing, though it has everything", async () => {
    const store = bench.open({ library });
    const { position } = (await store.append([hard("a")], undefined)).news;
    const { replica } = replicated;
    await eventually(async () => expect(await replica.command("EXISTS", bench.keys.head)).toBe(1));
    const behind = bench.open({ library, url: replica.url });
    await expect(behind.news(position)).rejects.toThrow(/READONLY|read only/);
    await expect(behind.news(undefined)).rejects.toThrow(/READONLY|read only|connection/i);
    await expect(behind.append([hard("b")], position)).rejects.toThrow(/READONLY|read only|connection/i);
  });

  test("a primary that is demoted under an open connection answers nothing from then on", async () => {
    const { primary, replica } = replicated;
    const store = bench.open({ library });
    const { position } = (await store.append([hard("a")], undefined)).news;
    expect(await store.news(position)).toBeUndefined();
    await replica.command("REPLICAOF", "NO", "ONE");
    await primary.command("REPLICAOF", replica.host, String(replica.port));
    await expect(store.news(position)).rejects.toThrow(/READONLY|read only|connection/i);
  });

  test("a promoted replica begins a new epoch: it may lack what was acknowledged last", async () => {
    const { primary, replica } = replicated;
    const store = bench.open({ library });
    const { position } = (await store.append([hard("a")], undefined)).news;
    await eventually(async () => expect(await replica.command("EXISTS", bench.keys.head)).toBe(1));
    await replica.command("REPLICAOF", "NO", "ONE");
    await primary.command("REPLICAOF", replica.host, String(replica.port));
    const promoted = bench.open({ library, url: replica.url });
    const news = await promoted.news(position);
    expect(news?.reset).toBe(true);
    expect(news?.position.epoch).not.toBe(position.epoch);
  });

  test("hole 13: a primary without the replicas it needs neither takes invalidations nor answers", async () => {
    const { primary, replica } = replicated;
    const store = bench.open({ library });
    const { position } = (await store.append([hard("a")], undefined)).news;
    await primary.command("CONFIG", "SET", "min-replicas-to-write", "1");
    await replica.command("REPLICAOF", "NO", "ONE");
    await eventually(() => expect(store.news(position)).rejects.toThrow(/NOREPLICAS/));
    await expect(store.append([hard("b")], position)).rejects.toThrow(/NOREPLICAS/);
  });

  test("an invalidation that too few replicas have counts as not recorded", async () => {
    const store = bench.open({ library, replicas: { count: 1, withinMs: 2000 } });
    await eventually(() => store.append([hard("a")], undefined));
    await replicated.replica.command("REPLICAOF", "NO", "ONE");
    const strict = bench.open({ library, replicas: { count: 1, withinMs: 50 } });
    await expect(strict.append([hard("b")], undefined)).rejects.toMatchObject({ code: "TL-REDIS-REPLICAS" });
  });

  test("a primary that is demoted and promoted while a connection is idle is not believed over that connection", async () => {
    const { primary, replica } = replicated;
    const store = bench.open({ library });
    const { position } = (await store.append([hard("a")], undefined)).news;
    expect(await store.news(position)).toBeUndefined();

    // It never hears of what the other one acknowledges meanwhile.
    await replica.command("REPLICAOF", "NO", "ONE");
    await primary.command("REPLICAOF", "127.0.0.1", "1");
    await bench.open({ library, url: replica.url }).append([hard("b")], position);
    await primary.command("REPLICAOF", "NO", "ONE");
    await passProof();
    const news = await eventually(() => store.news(position));
    expect(news?.reset).toBe(true);
    expect(news?.position.epoch).not.toBe(position.epoch);
  });

  test("a primary that cannot save, and perhaps is none any more, answers nothing", async () => {
    const server = await startStandalone({ config: { save: "3600 1" } });
    try {
      const store = bench.open({ library, url: server.url });
      const { position } = (await store.append([hard("a")], undefined)).news;
      expect(await store.news(position)).toBeUndefined();
      await rm(server.folder, { recursive: true });
      await server.command("BGSAVE");
      await eventually(async () => {
        expect(await server.command("INFO", "persistence")).toContain("rdb_last_bgsave_status:err");
      });
      await expect(store.append([hard("b")], position)).rejects.toThrow(/MISCONF/);
      await expect(store.news(position)).rejects.toThrow(/MISCONF/);
    } finally {
      await server.stop();
    }
  });

  test("the first replica, or backup, of a server changes nothing", async () => {
    const server = await startStandalone();
    const other = await startStandalone({ config: { replicaof: `127.0.0.1 ${server.port}` } });
    try {
      await server.command("CONFIG", "SET", "repl-diskless-sync-delay", "0");
      const store = bench.open({ library, url: server.url });
      const { position } = (await store.append([hard("a")], undefined)).news;
      await eventually(async () => expect(await other.command("EXISTS", bench.keys.head)).toBe(1));
      await passProof();
      expect(await store.news(position)).toBeUndefined();
    } finally {
      await other.stop();
      await server.stop();
    }
  });

  test("a primary without memory for entries still takes invalidations", async () => {
    const server = await startStandalone({ config: { maxmemory: "3mb", "maxmemory-policy": "noeviction" } });
    try {
      const store = bench.open({ library, url: server.url });
      const { position } = (await store.append([hard("a")], undefined)).news;
      const entry = { frame: [Buffer.alloc(200_000)], position, ageMs: 0, ttlMs: 60_000 };
      const fill = async (): Promise<void> => {
        for (let index = 0; index < 50; index++) await store.write(`v1-u-${index}`, entry);
      };
      await expect(fill()).rejects.toThrow(/OOM/);
      const { news, alone } = await store.append([hard("b")], position);
      expect(alone).toBe(true);
      expect(await store.news(news.position)).toBeUndefined();
    } finally {
      await server.stop();
    }
  });
});
