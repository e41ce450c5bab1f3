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
  const { primary, replica, stop } = await startReplicated({ timeOffset: time });
  try {
    await primary.command("SET", "k", "v", "PX", HOUR_MS);
    await primary.command("SET", "longer", "v", "PX", 2 * HOUR_MS);
    await catchUp(primary, replica);
    time.set(HOUR_MS + 1);
    expect(await replica.command("GET", "k")).toBeNull();
    expect(await replica.command("PTTL", "longer")).toBeLessThan(HOUR_MS);
    await primary.command("SET", "after", "v");
    await catchUp(primary, replica);
    expect(primary.logTail() + replica.logTail()).not.toMatch(/timeout|lost/i);
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
    await primary.command("SET", "k", "v", "PX", HOUR_MS + 60_000);
    time.set(HOUR_MS);
    // Long enough for every node to have looked at its peers ten times.
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(await cluster.primaryOf("k")).toBe(primary);
    for (const node of cluster.nodes) {
      expect(await node.command("CLUSTER", "INFO")).toContain("cluster_state:ok");
      expect(await node.command("CLUSTER", "NODES")).not.toMatch(/fail|disconnected/);
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
