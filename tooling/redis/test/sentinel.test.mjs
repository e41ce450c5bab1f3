import { waitUntil } from "@tagledger/fleet";
import { afterAll, beforeAll, expect, test } from "vitest";
import { catchUp, startSentinel } from "../src/index.mjs";
import { readInfo } from "../src/info.mjs";
import { isAlive } from "./is-alive.mjs";

/** @type {Awaited<ReturnType<typeof startSentinel>>} */
let group;
beforeAll(async () => {
  group = await startSentinel();
});
afterAll(() => group.stop());

test("every sentinel knows the primary and a quorum of sentinels", async () => {
  const { sentinels, primary, name } = group;
  expect(await group.primaryAddress()).toEqual({ host: "127.0.0.1", port: primary.port });
  expect(group.sentinelAddresses).toEqual(sentinels.map(({ port }) => ({ host: "127.0.0.1", port })));
  for (const sentinel of sentinels) expect(await sentinel.command("SENTINEL", "CKQUORUM", name)).toMatch(/^OK 3/);
});

test("the replica becomes the primary when that dies, which later follows", async () => {
  const { primary, replica } = group;
  await primary.command("SET", "k", "v");
  await catchUp(primary, replica);
  await primary.kill();
  await waitUntil(async () => (await group.primaryAddress()).port === replica.port, {
    timeoutMs: 15_000,
    what: "a failover",
  });
  await waitUntil(async () => (await readInfo(replica, "replication")).role === "master", { what: "the promotion" });
  expect(await replica.command("GET", "k")).toBe("v");
  await primary.restart({ keepData: false });
  // Its connections are ended when it is made a replica.
  const copy = () => primary.command("GET", "k").catch(() => null);
  expect(await waitUntil(copy, { timeoutMs: 15_000, what: "the demotion" })).toBe("v");
});

test("nothing is left of a group that is stopped", async () => {
  const pids = [group.primary, group.replica, ...group.sentinels].map(({ pid }) => pid);
  await group.stop();
  expect(pids.filter(isAlive)).toEqual([]);
});
