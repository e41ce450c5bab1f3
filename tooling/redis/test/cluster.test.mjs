import { waitUntil } from "@tagledger/fleet";
import { afterAll, beforeAll, expect, test } from "vitest";
import { keySlot, startCluster } from "../src/index.mjs";
import { isAlive } from "./is-alive.mjs";

/** @type {Awaited<ReturnType<typeof startCluster>>} */
let cluster;
beforeAll(async () => {
  cluster = await startCluster();
});
afterAll(() => cluster.stop());

test("six nodes serve all slots, three of them as replicas", async () => {
  const { nodes } = cluster;
  expect(cluster.addresses).toEqual(nodes.map(({ port }) => ({ host: "127.0.0.1", port })));
  const owners = new Set(await Promise.all([0, 6_000, 16_383].map((slot) => cluster.primaryOf(slot))));
  expect([...owners]).toEqual(nodes.slice(0, 3));
  const primary = await cluster.primaryOf("k");
  expect(await primary.command("SET", "k", "v")).toBe("OK");
  const other = nodes.slice(0, 3).find((node) => node !== primary);
  await expect(other?.command("GET", "k")).rejects.toThrow(`MOVED ${keySlot("k")} 127.0.0.1:${primary.port}`);
});

test("a moved slot keeps its keys, also those that are not text", async () => {
  const [from, to] = cluster.nodes;
  if (from === undefined || to === undefined) throw new Error("no nodes");
  const slot = keySlot("{moved}");
  expect(await cluster.primaryOf(slot)).toBe(from);
  for (let index = 0; index < 250; index += 1) await from.command("SET", `{moved}${index}`, index);
  await from.command("SET", Buffer.from([...Buffer.from("{moved}"), 0xff, 0x00, 0x0d, 0x0a]), "bytes", "PX", 60_000);
  await cluster.moveSlot(slot, from, to);
  expect(await cluster.primaryOf(slot)).toBe(to);
  expect(await to.command("CLUSTER", "COUNTKEYSINSLOT", slot)).toBe(251);
  expect(await to.command("GET", "{moved}249")).toBe("249");
  await expect(from.command("GET", "{moved}249")).rejects.toThrow(`MOVED ${slot} 127.0.0.1:${to.port}`);
});

test("a node that lost its data is still that node", async () => {
  const primary = await cluster.primaryOf("lost");
  await primary.command("SET", "lost", "v");
  await primary.restart({ keepData: false });
  expect(await primary.command("CLUSTER", "MYID")).toBe(primary.id);
});

test("a replica takes over the slots of a primary that dies", async () => {
  const primary = cluster.nodes[2];
  const replica = cluster.nodes[5];
  if (primary === undefined || replica === undefined) throw new Error("no nodes");
  await primary.kill();
  const successor = await waitUntil(() => cluster.primaryOf(16_383).catch(() => undefined), {
    timeoutMs: 15_000,
    everyMs: 50,
    what: "a failover",
  });
  expect(successor).toBe(replica);
});

test("nothing is left of a cluster that is stopped", async () => {
  const pids = cluster.nodes.flatMap(({ pid }) => (pid === undefined ? [] : [pid]));
  expect(pids).toHaveLength(5);
  await cluster.stop();
  expect(pids.filter(isAlive)).toEqual([]);
});
