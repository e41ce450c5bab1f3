import { Cluster } from "ioredis";
import { createCluster } from "redis";
import { startCluster } from "@tagledger/redis-servers";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { keySlot } from "../src/key-slot.ts";
import { createWorkbench, eventually, everything, hard, positionOf, tagsOf, type Workbench } from "./workbench.ts";

let cluster: Awaited<ReturnType<typeof startCluster>>;
let bench: Workbench;

const urlOf = (): string => `redis+cluster://${cluster.addresses.map(({ host, port }) => `${host}:${port}`).join(",")}`;

beforeAll(async () => {
  cluster = await startCluster();
}, 120_000);
afterAll(() => cluster.stop());
beforeEach(() => {
  bench = createWorkbench(urlOf);
});
afterEach(() => bench.close());

describe.each(["redis", "ioredis"] as const)("a cluster with %s", (library) => {
  test("has one ledger for everybody", async () => {
    const [one, other] = [bench.open({ library }), bench.open({ library })];
    const { news } = await one.append([hard("a"), hard("b")], undefined);
    expect(tagsOf(await everything(other))).toEqual(["a", "b"]);
    expect(await other.news(news.position)).toBeUndefined();
    expect(await other.news(news.position)).toBeUndefined();
  });

  test("spreads entries over its primaries", async () => {
    const store = bench.open({ library });
    const position = await positionOf(store);
    const frame = [Buffer.from("entry")];
    for (let index = 0; index < 60; index++) {
      const key = `v1-u-${index}`;
      expect(await store.write(key, { frame, position, ageMs: 0, ttlMs: 60_000 })).toBe("written");
      expect((await store.read(key))?.frame.toString()).toBe("entry");
    }
    const held = await Promise.all(
      cluster.nodes.map(async (node) => {
        const isPrimary = String(await node.command("INFO", "replication")).includes("role:master");
        return isPrimary ? ((await node.command("KEYS", `*${bench.namespace}:v1:entry*`)) as string[]).length : 0;
      }),
    );
    expect(held.reduce((sum, count) => sum + count, 0)).toBe(60);
    expect(held.filter((count) => count > 0)).toHaveLength(3);
  });

  test("is walked over one primary after the other, each entry being named once", async () => {
    const store = bench.open({ library });
    const position = await positionOf(store);
    const written = Array.from({ length: 60 }, (_, index) => `v1-u-${index}`);
    for (const key of written) {
      await store.write(key, { frame: [Buffer.from("entry")], position, ageMs: 0, ttlMs: 60_000 });
    }
    const parts: string[][] = [];
    let cursor: string | undefined;
    do {
      const page = await store.keys?.(cursor);
      parts.push((page?.entries ?? []).map(({ key }) => key));
      cursor = page?.next;
    } while (cursor !== undefined);
    expect(parts.flat().toSorted()).toEqual(written.toSorted());
    expect(parts.filter((part) => part.length > 0).length).toBeGreaterThanOrEqual(3);
  });

  test("is asked at the node that has the key, at once", async () => {
    const store = bench.open({ library });
    const { position } = (await store.append([hard("a")], undefined)).news;
    const misdirected = async (): Promise<number[]> => {
      const stats = cluster.nodes.map(async (node) => String(await node.command("INFO", "errorstats")));
      return (await Promise.all(stats)).map((text) => Number(/errorstat_MOVED:count=(\d+)/.exec(text)?.[1] ?? 0));
    };
    async function use(): Promise<void> {
      for (let count = 0; count < 20; count++) {
        expect(await store.news(position)).toBeUndefined();
        await store.write(`some-${count}`, { frame: [Buffer.from("entry")], position, ageMs: 0, ttlMs: 60_000 });
        expect(await store.read(`some-${count}`)).toBeDefined();
      }
    }
    // What a node does not know yet of the one before is learned by being sent on.
    await use();
    const before = await misdirected();
    await use();
    expect(await misdirected()).toEqual(before);
  });

  test("that moves the slot of the ledger to another node begins a new epoch, and goes on", async () => {
    const store = bench.open({ library });
    const { position } = (await store.append([hard("a")], undefined)).news;
    expect(await store.news(position)).toBeUndefined();
    const slot = keySlot(bench.keys.head);
    const from = await cluster.primaryOf(slot);
    const other = (await Promise.all([0, 5462, 10_923, 16_383].map((one) => cluster.primaryOf(one)))).find(
      (node) => node.port !== from.port,
    );
    if (other === undefined) throw new Error("The cluster has no other primary.");
    await cluster.moveSlot(slot, from, other);
    const news = await eventually(() => store.news(position));
    expect(news?.position.epoch).toEqual(expect.any(String));
    expect(news?.position.epoch).not.toBe(position.epoch);
    await cluster.moveSlot(slot, other, from);
    expect(
      (await eventually(() => store.append([hard("b")], news?.position))).news.marks.map(({ tag }) => tag),
    ).toEqual(["b"]);
  });

  test("whose node is killed is served by the replica of that node, from a new epoch", async () => {
    const store = bench.open({ library, silenceMs: 1000 });
    const { position } = (await store.append([hard("a")], undefined)).news;
    const killed = await cluster.primaryOf(bench.keys.head);
    await killed.kill();
    // One that comes when the others still name the dead node as theirs.
    const late = bench.open({ library, silenceMs: 1000 });
    const comesLate = eventually(() => positionOf(late), 25_000);
    const news = await eventually(() => store.news(position), 25_000);
    expect(news?.reset).toBe(true);
    expect(news?.position.epoch).not.toBe(position.epoch);
    expect((await comesLate).epoch).toBe(news?.position.epoch);
    const served = await eventually(() => cluster.primaryOf(bench.keys.head));
    expect(served.port).not.toBe(killed.port);
    await killed.restart({ keepData: false });
    await eventually(async () => {
      expect(await served.command("CLUSTER", "INFO")).toContain("cluster_state:ok");
      expect(await killed.command("INFO", "replication")).toContain("master_link_status:up");
    }, 20_000);
  }, 90_000);

  test("can wait for replicas", async () => {
    const store = bench.open({ library, replicas: { count: 1, withinMs: 3000 } });
    await eventually(() => store.append([hard("a")], undefined));
    const greedy = bench.open({ library, replicas: { count: 4, withinMs: 20 } });
    await expect(greedy.append([hard("b")], undefined)).rejects.toMatchObject({ code: "TL-REDIS-REPLICAS" });
  });

  test("is found through the nodes that are there", async () => {
    const [first] = cluster.addresses;
    const url = `redis+cluster://127.0.0.1:1,${first?.host}:${first?.port}`;
    expect(await positionOf(bench.open({ library, url }))).toEqual(await positionOf(bench.open({ library })));
  });
});

describe("a cluster client of the user's that reads from replicas", () => {
  async function readsOfReplicas(): Promise<number> {
    const counts = cluster.nodes.map(async (node) => {
      if (!String(await node.command("INFO", "replication")).includes("role:slave")) return 0;
      const stats = String(await node.command("INFO", "commandstats"));
      return Number(/cmdstat_get:calls=(\d+)/.exec(stats)?.[1] ?? 0);
    });
    return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
  }

  test.each(["redis", "ioredis"])("of %s is answered by primaries", async (library) => {
    const nodes = cluster.addresses.map(({ host, port }) => ({ host, port }));
    const nodeRedis =
      library === "redis"
        ? createCluster({ rootNodes: nodes.map((socket) => ({ socket })), useReplicas: true })
        : undefined;
    await nodeRedis?.connect();
    const ioredis = nodeRedis === undefined ? new Cluster(nodes, { scaleReads: "slave" }) : undefined;
    try {
      const store = bench.open({ client: nodeRedis ?? (ioredis as Cluster) });
      const { position } = (await eventually(() => store.append([hard("a")], undefined))).news;
      const before = await readsOfReplicas();
      for (let round = 0; round < 10; round++) {
        const { news } = await store.append([hard("b")], undefined);
        expect(await store.news(news.position)).toBeUndefined();
        expect(tagsOf(await store.news(position))).toEqual(["b"]);
        const key = `v1-u-${round}`;
        await store.write(key, { frame: [Buffer.from("entry")], position, ageMs: 0, ttlMs: 60_000 });
        expect((await store.read(key))?.frame.toString()).toBe("entry");
      }
      expect(await readsOfReplicas()).toBe(before);
    } finally {
      nodeRedis?.destroy();
      ioredis?.disconnect();
    }
  });
});
