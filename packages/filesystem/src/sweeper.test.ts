import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemRandom } from "@tagledger/core";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createWatchedDisk, type WatchedDisk } from "../test/watched-disk.ts";
import { createHost } from "../test/workbench.ts";
import { createLayout } from "./path.ts";
import { createSweeper, type Sweeper } from "./sweeper.ts";

let directory: string;
let sweepers: Sweeper[] = [];
let disks: WatchedDisk[] = [];
const time = createHost();

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "tagledger-"));
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
});

afterEach(async () => {
  for (const sweeper of sweepers) sweeper.close();
  sweepers = [];
  disks = [];
  vi.useRealTimers();
  await rm(directory, { recursive: true, force: true });
});

function open(): { sweeper: Sweeper; sweeps(): number } {
  const watched = createWatchedDisk();
  const { disk, calls } = watched;
  disks.push(watched);
  const layout = createLayout(directory, "app");
  const sweeper = createSweeper({ disk, layout, time, random: systemRandom, maxEntriesBytes: 1_000 });
  sweepers.push(sweeper);
  // Each begins with a look at the ledger's folder and one at that of the entries.
  return { sweeper, sweeps: () => calls.filter((call) => call === "readdir").length / 2 };
}

/** Between the answer of one call and the next call there are only promises, which take less than a turn. */
const IDLE_TURNS = 3;

/** Moves both clocks, and lets the disk finish what a timer began. */
async function pass(ms: number): Promise<void> {
  time.pass(ms);
  await vi.advanceTimersByTimeAsync(ms);
  for (let idleTurns = 0; idleTurns < IDLE_TURNS; idleTurns++) {
    await new Promise((resolve) => setImmediate(resolve));
    if (disks.some((one) => one.pending() > 0)) idleTurns = 0;
  }
}

it("of several processes one sweeps, some time after the first write and then again and again", async () => {
  const [one, other] = [open(), open()];
  await pass(400_000);
  expect(one.sweeps()).toBe(0);
  one.sweeper.onWritten(1);
  await pass(31_000);
  expect([one.sweeps(), other.sweeps()]).toEqual([1, 0]);
  other.sweeper.onWritten(1);
  await pass(31_000);
  expect([one.sweeps(), other.sweeps()]).toEqual([1, 0]);
  for (let step = 0; step < 20; step++) await pass(31_000);
  expect(one.sweeps() + other.sweeps()).toBeGreaterThanOrEqual(2);
  expect(one.sweeps() + other.sweeps()).toBeLessThanOrEqual(3);
});

it("a process that writes much does not wait that long", async () => {
  const { sweeper, sweeps } = open();
  sweeper.onWritten(1);
  await pass(31_000);
  sweeper.onWritten(100);
  await pass(11_000);
  expect(sweeps()).toBe(2);
  await pass(11_000);
  expect(sweeps()).toBe(2);
});

it("nothing is swept after close", async () => {
  const { sweeper, sweeps } = open();
  sweeper.onWritten(1);
  sweeper.close();
  await pass(400_000);
  expect(sweeps()).toBe(0);
});
