import { createHash } from "node:crypto";
import { truncate } from "node:fs/promises";
import { startFleet } from "@tagledger/fleet";
import { afterAll, beforeAll, expect, test } from "vitest";
import { built } from "../src/built.ts";
import { eventually } from "../src/eventually.ts";
import { appDirectory } from "../src/next-app.ts";
import type { Fleet } from "../src/outage/fleet.ts";
import { endure } from "../src/outage/outage.ts";
import { HEADER } from "../src/outage/report.ts";
import type { Single } from "../src/outage/single.ts";
import { NAMESPACE } from "../src/outage/stand.ts";
import { standalone } from "../src/outage/standalone.ts";
import { askEverything } from "../src/outage/surfaces.ts";
import { PATIENCE_MS } from "../src/outage/traffic.ts";
import { measurable, measure } from "../src/soak/measures.ts";
import { readSoakSettings } from "../src/soak/settings.ts";
import { type Sample, trendOf } from "../src/soak/trend.ts";
import { startSource, type Source } from "../src/source.ts";
import { temporaryDirectory } from "../src/stage.ts";
import { outages } from "../src/variants.ts";

const { minutes, seed } = readSoakSettings(process.env);
const MIB = 1 << 20;
/**
 * By how much memory may have grown along the line that fits best, over all of the time after the first third, in which
 * code is compiled and caches fill. That does not grow with the time: what leaks is found by soaking longer.
 */
const MAX_GROWTH = { inUse: 12 * MIB, rss: 64 * MIB } as const;
const WARMING = 1 / 3;

/** Those that leave the processes alone: a new one has another memory. */
const faults = standalone.faults.filter(({ name }) => !name.startsWith("restored"));

let servers: Single;
let source: Source;
let fleet: Fleet;
let folder: string;
beforeAll(async () => {
  await built(outages);
  folder = await temporaryDirectory();
  source = await startSource();
  servers = await standalone.open();
  fleet = await startFleet({
    appDir: appDirectory(outages.app),
    instances: 3,
    env: {
      ...outages.env,
      ...measurable(folder),
      E2E_SOURCE: source.url,
      TAGLEDGER_NAMESPACE: NAMESPACE,
      TAGLEDGER_REDIS_CLIENT: seed % 2 === 0 ? "redis" : "ioredis",
      TAGLEDGER_REDIS_URL: servers.url,
    },
  });
  await askEverything(fleet);
});
afterAll(async () => {
  await fleet?.stop();
  await servers?.close();
  await source?.close();
});

interface Held {
  readonly inUse: Sample[];
  readonly rss: Sample[];
}

test(
  `for ${minutes} minutes of faults at random nothing old is served, nobody hangs, and nothing is held on to`,
  async () => {
    console.log(`soak of ${minutes} minutes, seed ${seed}: pnpm soak --minutes ${minutes} --seed ${seed}\n${HEADER}`);
    const held = new Map<string, Held>(fleet.instances.map(({ name }) => [name, { inUse: [], rss: [] }]));
    const beganMs = performance.now();
    const endsMs = beganMs + minutes * 60_000;
    const connections = await connectionsAtRest();
    let requests = 0;
    for (let round = 1; performance.now() < endsMs; round++) {
      const report = await endure(fleet, source, servers, faultOf(round));
      console.log(report.row);
      requests += report.requests;
      const where = `round ${round} of seed ${seed}`;
      expect(report.violations, where).toEqual([]);
      expect(report.errors, where).toEqual([]);
      expect(report.slowestMs, where).toBeLessThan(PATIENCE_MS);
      expect(report.recordedAfter, where).toBeGreaterThan(0);
      // Those that a fault ended have been replaced, and none has been left behind.
      await eventually(async () => expect(servers.proxy.connections, where).toBe(connections), 10_000);
      for (const instance of fleet.instances) {
        const { inUse, rss } = await measure(instance, folder);
        const atMs = performance.now();
        held.get(instance.name)?.inUse.push({ atMs, value: inUse });
        held.get(instance.name)?.rss.push({ atMs, value: rss });
        await truncate(instance.eventsFile);
      }
    }
    console.log(`${requests} requests, ${connections} connections to Redis at the beginning and at the end`);
    for (const [name, samples] of held) {
      for (const what of ["inUse", "rss"] as const) {
        const warm = samples[what].filter(({ atMs }) => atMs > beganMs + (endsMs - beganMs) * WARMING);
        const { growth, perMinute } = trendOf(warm);
        console.log(
          `${name} ${what}: ${mib(samples[what][0]?.value)} at first, ${mib(warm[0]?.value)} when warm, ` +
            `${mib(warm.at(-1)?.value)} at last; along the line ${mib(growth)}, ${mib(perMinute)} a minute (${warm.length} samples)`,
        );
        expect(warm.length).toBeGreaterThan(3);
        expect(growth, `${name} ${what}`).toBeLessThan(MAX_GROWTH[what]);
      }
    }
  },
  minutes * 60_000 + 240_000,
);

/** The one of each round depends on the seed and the round alone. */
function faultOf(round: number): (typeof faults)[number] {
  const chance = createHash("sha256").update(`${seed} ${round}`).digest().readUInt32BE();
  return faults[chance % faults.length] as (typeof faults)[number];
}

/** How many connections all instances have when nothing happens to them. */
async function connectionsAtRest(): Promise<number> {
  const answers = await Promise.all(fleet.instances.map((instance) => instance.fetch("/static/quiet")));
  for (const answer of answers) expect(answer.status).toBe(200);
  return servers.proxy.connections;
}

function mib(bytes: number | undefined): string {
  return `${((bytes ?? 0) / MIB).toFixed(1)} MiB`;
}
