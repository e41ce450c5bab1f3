import { existsSync, readdirSync } from "node:fs";
import { waitUntil } from "@tagledger/fleet";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  catchUp,
  createTimeOffset,
  startCluster,
  startReplicated,
  startSentinel,
  startStandalone,
} from "../src/index.mjs";
import { parseFields, readInfo } from "../src/info.mjs";

const HOUR_MS = 3_600_000;

/** @type {import("../src/time-offset.mjs").TimeOffset} */
let time;
beforeAll(async () => {
  time = await createTimeOffset();
});
afterAll(() => time.dispose());

/** @param {import("../src/standalone.mjs").Server} server */
async function readClock(server) {
  const [seconds, microseconds] = /** @type {string[]} */ (await server.command("TIME"));
  return Number(seconds) * 1_000 + Number(microseconds) / 1_000;
}

/** @param {import("../src/standalone.mjs").Server} server how far its clock is ahead, to about the time of an answer */
async function measureAhead(server) {
  const before = Date.now();
  const clock = await readClock(server);
  return clock - (before + Date.now()) / 2;
}

/** @param {import("../src/standalone.mjs").Server} node of a cluster; resolves when it has looked at its peers again */
async function looksAround(node) {
  const sent = async () =>
    Number(parseFields(String(await node.command("CLUSTER", "INFO"))).cluster_stats_messages_ping_sent);
  const before = await sent();
  await waitUntil(async () => (await sent()) > before, { what: "pings to other nodes" });
}

test("an hour passes at once, to the millisecond, and keys expire by it", async () => {
  time.set(0);
  const server = await startStandalone({ timeOffset: time });
  try {
    await server.command("SET", "k", "v", "PX", HOUR_MS + 60_000);
    await server.command("SET", "short", "v", "PX", HOUR_MS - 1_000);
    expect(Math.abs(await measureAhead(server))).toBeLessThan(100);
    time.set(HOUR_MS);
    expect(Math.abs((await measureAhead(server)) - HOUR_MS)).toBeLessThan(100);
    const left = Number(await server.command("PTTL", "k"));
    expect(left).toBeLessThanOrEqual(60_000);
    expect(left).toBeGreaterThan(55_000);
    expect(await server.command("GET", "short")).toBeNull();
    const clock = await readClock(server);
    time.advance(7_654_321);
    expect(time.passedMs).toBe(HOUR_MS + 7_654_321);
    const moved = (await readClock(server)) - clock;
    expect(moved).toBeGreaterThanOrEqual(7_654_321);
    expect(moved).toBeLessThan(7_654_321 + 1_000);
  } finally {
    await server.stop();
  }
});

test("a restarted server keeps the time of its offset, and a killed one leaves no shared memory", async () => {
  time.set(HOUR_MS);
  const server = await startStandalone({ timeOffset: time });
  const { pid } = server;
  try {
    await server.restart({ keepData: false });
    expect(Math.abs((await measureAhead(server)) - HOUR_MS)).toBeLessThan(100);
  } finally {
    await server.stop();
  }
  const shared = existsSync("/dev/shm") ? readdirSync("/dev/shm") : [];
  expect(shared.filter((name) => name.endsWith(`_${pid}`))).toEqual([]);
});

test("a primary and its replica stay together over a jump", async () => {
  time.set(0);
  const { primary, replica, stop } = await startReplicated({
    timeOffset: time,
    config: { "repl-ping-replica-period": "1" },
  });
  const offset = async () => Number((await readInfo(primary, "replication")).master_repl_offset);
  try {
    await primary.command("SET", "k", "v", "PX", HOUR_MS);
    await primary.command("SET", "longer", "v", "PX", 2 * HOUR_MS);
    await catchUp(primary, replica);
    time.set(HOUR_MS + 1);
    expect(await replica.command("GET", "k")).toBeNull();
    expect(await replica.command("PTTL", "longer")).toBeLessThan(HOUR_MS);
    // The primary pings when it has looked for replicas that are silent for too long.
    for (let looks = 0; looks < 2; looks += 1) {
      const before = await offset();
      await waitUntil(async () => (await offset()) > before, { what: "a ping of the primary" });
    }
    await catchUp(primary, replica);
    expect(await readInfo(primary, "stats")).toMatchObject({ sync_full: "1", sync_partial_ok: "0" });
  } finally {
    await stop();
  }
});

test("a jump causes no failover under sentinels", async () => {
  time.set(0);
  const group = await startSentinel({ timeOffset: time });
  try {
    time.set(HOUR_MS);
    expect(Math.abs((await measureAhead(group.primary)) - HOUR_MS)).toBeLessThan(100);
    // Twice the time after which the sentinels hold a silent primary for dead.
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    expect((await group.primaryAddress()).port).toBe(group.primary.port);
  } finally {
    await group.stop();
  }
});

test("a jump causes no failover in a cluster, and one that is ordered happens", async () => {
  time.set(0);
  const cluster = await startCluster({ timeOffset: time });
  try {
    const primary = await cluster.primaryOf("k");
    await primary.command("SET", "k", "v", "PX", 2 * HOUR_MS + 60_000);
    // Paused, so that its peers wait for an answer while the time jumps.
    primary.pause();
    for (let jumps = 0; jumps < 2; jumps += 1) {
      time.set(HOUR_MS * (jumps + 1));
      await Promise.all(cluster.nodes.filter((node) => node !== primary).map(looksAround));
    }
    primary.resume();
    expect(await cluster.primaryOf("k")).toBe(primary);
    for (const node of cluster.nodes) {
      expect(await node.command("CLUSTER", "INFO")).toContain("cluster_state:ok");
      expect(await node.command("CLUSTER", "NODES")).not.toMatch(/fail/);
    }
    const replica = cluster.nodes[cluster.nodes.indexOf(primary) + 3];
    await primary.kill();
    await replica?.command("CLUSTER", "FAILOVER", "TAKEOVER");
    await waitUntil(async () => (await cluster.primaryOf("k").catch(() => undefined)) === replica, {
      what: "a takeover",
    });
    expect(await replica?.command("PTTL", "k")).toBeLessThanOrEqual(60_000);
  } finally {
    await cluster.stop();
  }
});
