import { buildOf, putSeed, ROUTES, type SimulatedFiles, TAGS } from "./app.ts";
import type { History } from "./history.ts";
import { createRoute, type Route } from "./network.ts";
import type { Plan } from "./plan.ts";
import { createProcessClock } from "./process-clock.ts";
import { type SimulatedProcess, startProcess } from "./process.ts";
import { type SeededRandom, seededRandom } from "./random.ts";
import { openStore } from "./stores/open-store.ts";
import type { SimulatedStore } from "./stores/simulated-store.ts";

/** The processes of one history and what they share. */
export interface Fleet {
  readonly history: History;
  readonly store: SimulatedStore;
  readonly size: number;
  /** @returns `undefined` while it is down. */
  processAt(index: number): SimulatedProcess | undefined;
  routeOf(index: number): Route;
  start(): Promise<void>;
  /** Ends a process at once, and starts it again after a while. */
  crash(index: number, forMs: number): void;
  pause(index: number, forMs: number, suspended: boolean): void;
  /** What was acknowledged since then is lost, and nobody was told. */
  forgetSince(atMs: number): void;
  /** Processes of another application in the same place. */
  readonly neighbour: SimulatedProcess | undefined;
}

export function createFleet(history: History, plan: Plan, pausedMs: Map<string, number>): Fleet {
  const { scheduler, truth } = history;
  const random = seededRandom(plan.seed, "fleet");
  const routes = [...plan.processes, {}].map((_, index) =>
    createRoute(scheduler, random.fork(`route ${index}`), plan.latencyMs),
  );
  const processes: (SimulatedProcess | undefined)[] = plan.processes.map(() => undefined);
  const starts = plan.processes.map(() => 0);
  const store = openStore(history, plan, random);
  const files = buildOf(0);
  let neighbour: SimulatedProcess | undefined;

  const routeOf = (index: number): Route => routes[index] as Route;

  function open(index: number, name: string, application: number, its: SimulatedFiles, chance: SeededRandom) {
    const { skewMs, rate, nearBytes } = plan.processes[index] ?? { skewMs: 0, rate: 1, nearBytes: 1 << 20 };
    const clock = createProcessClock(scheduler, { skewMs, rate });
    return startProcess(history, {
      name,
      application,
      clock,
      random: chance,
      store: store.connect(clock, routeOf(index), chance.fork("connections")),
      files: its,
      withWorkStore: plan.withWorkStore,
      slowness: plan.slowness,
      deadlineMs: plan.deadlineMs,
      slackMs: 1.01 * (plan.graceMs + (plan.consistency === "strong" ? 0 : plan.consistency.maxStalenessMs)),
      options: {
        deadlineMs: plan.deadlineMs,
        retryAfterMs: plan.retryAfterMs,
        coldMissWaitMs: plan.coldMissWaitMs,
        nearBytes,
        consistency: plan.consistency,
        graceMs: plan.graceMs,
      },
    });
  }

  async function startAt(index: number): Promise<void> {
    const start = (starts[index] = (starts[index] ?? 0) + 1);
    const name = `${"abc"[index]}${start > 1 ? start : ""}`;
    const process = open(index, name, 0, files, random.fork(`process ${name}`));
    processes[index] = process;
    // As a server does before its first request.
    await Promise.race([process.runtime.refresh(), process.gone]);
  }

  /** What `next build` leaves behind: output of this moment, and how far the ledger was when it began. */
  async function build(): Promise<void> {
    const clock = createProcessClock(scheduler, { skewMs: 0, rate: 1 });
    const building = history.product.core.createRuntime({
      store: store.connect(clock, routeOf(0), random.fork("build")),
      clock,
      building: true,
    });
    const Handler = history.product.core.createIncrementalCacheHandler(building, { files, nextVersion: "16.4.6" });
    await building.refresh();
    Reflect.construct(Handler, [{ dev: false, serverDistDir: "/app/.next/server" }]);
    const versions = Object.fromEntries(TAGS.map((tag) => [tag, truth.read(tag)]));
    const content = { versions, readMs: scheduler.nowMs, begunMs: scheduler.nowMs, application: 0 };
    for (const route of ROUTES) if (route.prerendered) putSeed(files, route, JSON.stringify(content), TAGS);
    clock.end();
  }

  return {
    history,
    store,
    size: processes.length,
    processAt: (index) => processes[index],
    routeOf,
    get neighbour() {
      return neighbour;
    },
    async start() {
      if (plan.withSeeds) await build();
      await Promise.all(processes.map((_, index) => startAt(index)));
      if (!plan.withNeighbour) return;
      const first = processes[0];
      if (first === undefined) return;
      await first.next.responses.get(ROUTES[0] as never);
      neighbour = open(plan.processes.length, "n", 1, buildOf(1), random.fork("neighbour"));
    },
    crash(index, forMs) {
      const process = processes[index];
      if (process === undefined) return;
      processes[index] = undefined;
      process.crash();
      scheduler.at(forMs, () => void startAt(index));
    },
    pause(index, forMs, suspended) {
      const process = processes[index];
      if (process === undefined) return;
      process.clock.pause(forMs, suspended);
      pausedMs.set(process.name, (pausedMs.get(process.name) ?? 0) + forMs);
    },
    forgetSince(atMs) {
      for (const invalidation of truth.invalidations) {
        if (invalidation.state === "open") invalidation.endangered = true;
        if (invalidation.state === "recorded" && invalidation.toldMs >= atMs) invalidation.state = "forgotten";
      }
    },
  };
}
