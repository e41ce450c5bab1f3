import { eventually } from "../eventually.ts";
import type { Source } from "../source.ts";
import type { Fleet } from "./fleet.ts";
import { type FaultReport, reportFault } from "./report.ts";
import type { Fault, Servers } from "./stand.ts";
import { surfaces } from "./surfaces.ts";
import { pause, startTraffic, type Traffic } from "./traffic.ts";

const BEFORE_MS = 1_000;
const AFTER_MS = 700;
const RECOVERY_LIMIT_MS = 15_000;

/** Lets a fault happen to a fleet that serves, and tells what its readers saw before, meanwhile and afterwards. */
export async function endure<Own extends Servers>(
  fleet: Fleet,
  source: Source,
  servers: Own,
  fault: Fault<Own>,
): Promise<FaultReport> {
  const traffic = startTraffic(fleet, source);
  try {
    await allServeFromCache(fleet, traffic, performance.now());
    await pause(BEFORE_MS);
    const beganMs = performance.now();
    await fault.happen(servers, {
      fleet,
      invalidateQuiet: () => invalidateQuiet(fleet, traffic),
      avoid: traffic.avoid,
      use: traffic.use,
    });
    const endedMs = performance.now();
    const recoveredMs = await allServeFromCache(fleet, traffic, endedMs);
    await invalidateQuiet(fleet, traffic);
    await pause(AFTER_MS);
    await traffic.stop();
    return reportFault(fault, traffic, { beganMs, endedMs, recoveredMs });
  } finally {
    await traffic.stop();
  }
}

/** @returns when every instance had answered from the cache a request that began after a moment. */
async function allServeFromCache(fleet: Fleet, traffic: Traffic, sinceMs: number): Promise<number> {
  const firstHits = await Promise.all(
    fleet.instances.map((instance) =>
      eventually(async () => {
        await traffic.ask({ instance, path: "/static/quiet", tag: "static-quiet" });
        const hit = traffic.answers.find(
          ({ instance: name, startedMs, cache }) => name === instance.name && startedMs >= sinceMs && cache === "HIT",
        );
        if (hit !== undefined) return hit.endedMs;
        throw new Error(`${instance.name} serves nothing from the cache\n${fleet.logTail()}`);
      }, RECOVERY_LIMIT_MS),
    ),
  );
  return Math.max(...firstHits);
}

/** Tries until the ledger has them: a busy machine may miss the deadline of the store. */
async function invalidateQuiet(fleet: Fleet, traffic: Traffic): Promise<void> {
  await Promise.all(
    surfaces.map((surface) =>
      eventually(async () => {
        if (await traffic.invalidate(fleet.instance("a"), `${surface}-quiet`)) return;
        throw new Error(`an invalidation was not recorded\n${fleet.logTail()}`);
      }),
    ),
  );
}
