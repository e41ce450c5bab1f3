import type { Clock } from "@tagledger/core";
import { expect } from "vitest";
import { topic, type Topic } from "../claim.ts";
import type { HandlerProcess, OpenHandlers, ProcessOptions } from "../handler-subject.ts";
import { inRequest } from "../next/request.ts";
import { type TestSite, testSite } from "../next/singular.ts";
import { invalidate } from "../next/use-cache.ts";
import { seededRandom } from "../seeded-random.ts";
import { createScheduler, type Scheduler } from "./scheduler.ts";
import { type CachedFunction, simulateNext } from "./simulated-next.ts";
import { createTruth } from "./truth.ts";

const X: CachedFunction = { key: "x()", tag: "x", calls: [], readsRootParam: true };
const Y: CachedFunction = { key: "y()", tag: "y", calls: [], readsRootParam: true };
const BOTH: CachedFunction = { key: "both()", tag: "both", calls: [X, Y] };
const OUTER: CachedFunction = { key: "outer()", calls: [BOTH, X] };
const FUNCTIONS = [X, Y, BOTH, OUTER];
const TAGS = ["x", "y", "both"];
const PAGES: { readonly [path: string]: { functions: readonly CachedFunction[]; data: readonly string[] } } = {
  "/page": { functions: [X], data: [] },
  "/": { functions: [OUTER, Y], data: [] },
  "/shell/a": { functions: [BOTH], data: ["y"] },
  "/data": { functions: [], data: ["x", "y"] },
};

interface Trial {
  readonly seed: number;
  readonly withWorkStore: boolean;
  readonly soft: boolean;
  /** Whether requests wait for what another one makes. */
  readonly waits?: boolean;
}

const WAIT_MS = 500;

/** Lets short timers run after so many other things have happened instead of so much time. */
function eventful(clock: Clock, scheduler: Scheduler): Clock {
  const pass = async (events: number): Promise<void> => {
    for (let event = 0; event < events; event++) await scheduler.gate();
  };
  return {
    ...clock,
    schedule(afterMs, run) {
      if (afterMs > WAIT_MS) return clock.schedule(afterMs, run);
      let cancelled = false;
      void pass(afterMs / 10).then(() => (cancelled ? undefined : run()));
      return () => (cancelled = true);
    },
  };
}

/** @returns what went wrong. */
async function interleave(
  open: OpenHandlers,
  site: TestSite,
  { seed, withWorkStore, soft, waits = false }: Trial,
): Promise<string[]> {
  const subject = await open();
  const random = seededRandom(seed);
  const scheduler = createScheduler(random);
  const truth = createTruth();
  const problems: string[] = [];
  let racing = true;
  const start = (options: ProcessOptions): Promise<HandlerProcess> =>
    subject.start({
      ...options,
      ...(waits && { coldMissWaitMs: WAIT_MS, clock: eventful(subject.time.clock(), scheduler) }),
    });
  const processes = [await start({}), await start(random.chance(30) ? { nearBytes: 0 } : {})];
  // What a handler reads once of the build it has read before the race.
  for (const process of processes) await site.request(process).get("/warm");
  const nexts = processes.map((process) =>
    simulateNext(process, {
      truth,
      site,
      withWorkStore,
      gate: () => scheduler.gate(),
      fails: () => racing && random.chance(30),
      report: (problem) => problems.push(`seed ${seed}: ${problem}`),
    }),
  );
  for (const { chaos } of processes) {
    chaos.delays = () => scheduler.gate();
    chaos.holdsAnswer = () => scheduler.gate();
  }

  const requestPage = async (): Promise<void> => {
    const [path, { functions, data }] = random.pick(Object.entries(PAGES));
    const next = random.pick(nexts);
    for (let wait = random.below(12); wait > 0; wait--) await scheduler.gate();
    await next.page(path, functions, data);
  };
  const requestDynamic = async (): Promise<void> => {
    const functions = [random.pick(FUNCTIONS), random.pick(FUNCTIONS)];
    const next = random.pick(nexts);
    for (let wait = random.below(12); wait > 0; wait--) await scheduler.gate();
    await next.dynamic(functions);
  };
  const change = async (): Promise<void> => {
    const tag = random.pick(TAGS);
    const process = random.pick(processes);
    const isSoft = soft && random.chance(60);
    for (let wait = random.below(25); wait > 0; wait--) await scheduler.gate();
    const { recorded } = truth.change(tag);
    await scheduler.gate();
    if (isSoft) await invalidate(process, [tag], { expire: 3600 });
    else await invalidate(process, [tag]);
    recorded(isSoft ? "soft" : "hard");
  };

  // Something to be invalidated.
  if (random.chance(70))
    for (const next of nexts)
      for (const [path, { functions, data }] of Object.entries(PAGES)) await next.page(path, functions, data);
  const tasks: Promise<unknown>[] = [];
  for (let index = 0; index < 4 + random.below(4); index++) {
    tasks.push(random.chance(60) ? requestPage() : requestDynamic());
    if (random.chance(60)) tasks.push(change());
  }
  await scheduler.run(tasks);
  racing = false;

  // Afterwards everything is correct, and soon a hit again.
  for (let round = 0; round < 2; round++) {
    for (const next of nexts) {
      await next.dynamic(FUNCTIONS);
      for (const [path, { functions, data }] of Object.entries(PAGES)) await next.page(path, functions, data);
    }
  }
  if (withWorkStore) {
    for (let round = 0; round < 2; round++) {
      for (const next of nexts)
        for (const [path, { functions, data }] of Object.entries(PAGES)) await next.page(path, functions, data);
    }
    for (const next of nexts) {
      for (const [path, { functions, data }] of Object.entries(PAGES)) {
        const answer = await next.page(path, functions, data);
        if (answer !== "hit") problems.push(`seed ${seed}: ${path} is still ${answer} when nothing changes any more`);
      }
    }
  }
  for (const { chaos } of processes) {
    chaos.delays = () => undefined;
    chaos.holdsAnswer = () => undefined;
  }
  await subject.close();
  return problems;
}

async function many(open: OpenHandlers, kind: Omit<Trial, "seed">, full: number): Promise<void> {
  const site = await testSite();
  const trials = (await open()).trials(full);
  const problems: string[] = [];
  for (let seed = 1; seed <= trials && problems.length < 5; seed++) {
    problems.push(...(await interleave(open, site, { ...kind, seed })));
  }
  expect(problems).toEqual([]);
}

export const INTERLEAVINGS: Topic<OpenHandlers> = topic("holes 1, 2, 3, 9 and 10: what is built of older pieces", {
  "nothing built of older pieces is served as fresh, in many interleavings of requests and invalidations": (open) =>
    many(open, { withWorkStore: true, soft: false }, 1000),
  "nor with profile invalidations and failing data sources": (open) =>
    many(open, { withWorkStore: true, soft: true }, 1000),
  "nor where Next.js' work store cannot be reached": (open) => many(open, { withWorkStore: false, soft: true }, 300),
  "nor where requests wait for what another one makes already": (open) =>
    many(open, { withWorkStore: true, soft: true, waits: true }, 300),
  "the share of hits recovers within a few requests after an invalidation under load": async (open) => {
    const subject = await open();
    const [one, other] = [await subject.start(), await subject.start()];
    const site = await testSite();
    const truth = createTruth();
    const problems: string[] = [];
    const options = {
      truth,
      site,
      withWorkStore: true,
      gate: () => Promise.resolve(),
      fails: () => false,
      report: (problem: string) => void problems.push(problem),
    };
    const nexts = [simulateNext(one, options), simulateNext(other, options)];
    const load = (): Promise<string[]> =>
      Promise.all(nexts.flatMap((next) => Array.from({ length: 10 }, () => next.page("/", [OUTER, Y], []))));
    for (let round = 0; round < 5; round++) {
      await load();
      const { recorded } = truth.change("x");
      await Promise.all([load(), inRequest(one, () => one.useCache.updateTags(["x"]))]);
      recorded("hard");
      for (let settle = 0; settle < 3; settle++) await load();
      const answers = await load();
      expect(answers.filter((answer) => answer === "hit")).toHaveLength(answers.length);
    }
    expect(problems).toEqual([]);
  },
});
