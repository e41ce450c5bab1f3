import { expect, test } from "vitest";
import { catchUp, startReplicated } from "../src/index.mjs";
import { startTogether } from "../src/together.mjs";
import { isAlive } from "./is-alive.mjs";

test("a replica has what its primary was given, refuses writes, and stops with it", async () => {
  const { primary, replica, stop } = await startReplicated();
  const pids = [primary.pid, replica.pid];
  try {
    await primary.command("SET", "k", "v");
    await catchUp(primary, replica);
    expect(await replica.command("GET", "k")).toBe("v");
    await expect(replica.command("SET", "k", "w")).rejects.toThrow("READONLY");
  } finally {
    await stop();
  }
  expect(pids.map(isAlive)).toEqual([false, false]);
});

test("a paused replica catches up when it is resumed", async () => {
  const { primary, replica, stop } = await startReplicated();
  try {
    replica.pause();
    await primary.command("SET", "k", "v");
    replica.resume();
    await catchUp(primary, replica);
    expect(await replica.command("GET", "k")).toBe("v");
  } finally {
    await stop();
  }
});

test("servers that should be together leave none when one of them fails", async () => {
  /** @type {(number | undefined)[]} */
  const pids = [];
  const starting = startTogether(async (start) => {
    pids.push((await start({})).pid);
    // Not awaited: it is still on its way when the other one fails.
    const late = start({}).then((server) => pids.push(server.pid));
    await Promise.all([late, start({ config: { maxmemory: "a lot" } })]);
    return {};
  });
  await expect(starting).rejects.toThrow("maxmemory");
  expect(pids.map(isAlive)).toEqual([false, false]);
});
