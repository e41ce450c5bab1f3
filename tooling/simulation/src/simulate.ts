import { arrangeFault } from "./faults.ts";
import { finale, warmUp } from "./finale.ts";
import { createFleet } from "./fleet.ts";
import { ROUTES } from "./app.ts";
import type { Call, History } from "./history.ts";
import { operate } from "./operations.ts";
import type { Plan } from "./plan.ts";
import type { Product } from "./product.ts";
import { seededRandom } from "./random.ts";
import { createScheduler } from "./scheduler.ts";
import { withoutRealTime } from "./real-time.ts";
import { createTruth } from "./truth.ts";

/** What came of one history. */
export interface Outcome {
  readonly problems: readonly string[];
  /** How many things happened. */
  readonly events: number;
  /** Everything notable, with the true time; empty unless it was asked for. */
  readonly log: readonly string[];
}

/** Handlers answer within so many deadlines of one call to the store. */
const DEADLINES = 8;

/** Lets one history happen. Two of one plan are the same to the last byte. */
export function simulate(product: Product, plan: Plan, withLog = false): Promise<Outcome> {
  return withoutRealTime(async () => {
    // Nobody reads the stacks of errors that are part of what is simulated.
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = withLog ? stackTraceLimit : 0;
    try {
      return await happen(product, plan, withLog);
    } finally {
      Error.stackTraceLimit = stackTraceLimit;
    }
  });
}

async function happen(product: Product, plan: Plan, withLog: boolean): Promise<Outcome> {
  const scheduler = createScheduler();
  const problems: string[] = [];
  const log: string[] = [];
  const pausedMs = new Map<string, number>();
  const note = (text: () => string): void => {
    if (withLog) log.push(`${scheduler.nowMs.toFixed(3).padStart(12)}  ${text()}`);
  };
  const history: History = {
    scheduler,
    product,
    truth: createTruth(scheduler),
    calls: new Set<Call>(),
    originFails: false,
    calm: false,
    pausedMs: (process) => pausedMs.get(process) ?? 0,
    checkTime({ what, process, atMs, pausedMs: before }) {
      const tookMs = scheduler.nowMs - atMs - (history.pausedMs(process.name) - before);
      const mostMs = DEADLINES * plan.deadlineMs + plan.coldMissWaitMs;
      if (tookMs > mostMs) report(`${what} took ${Math.round(tookMs)} ms and not ${mostMs} at the most`);
    },
    report,
    note,
  };
  function report(problem: string): void {
    note(() => `VIOLATION ${problem}`);
    if (problems.length < 10) problems.push(problem);
  }

  const fleet = createFleet(history, plan, pausedMs);
  const random = seededRandom(plan.seed, "faults");
  try {
    await scheduler.run(async () => {
      await fleet.start();
      if (plan.warm) await warmUp(fleet);
      const begunMs = scheduler.nowMs;
      plan.faults.forEach((fault, index) => arrangeFault(fault, fleet, random.fork(String(index))));
      await Promise.all(
        plan.operations.map(async (operation) => {
          await scheduler.sleep(operation.atMs);
          await operate(fleet, operation);
        }),
      );
      for (const route of ROUTES) await fleet.neighbour?.next.responses.get(route);
      const endMs = Math.max(0, ...plan.faults.map(({ atMs, forMs }) => atMs + forMs));
      await scheduler.sleep(Math.max(0, begunMs + endMs - scheduler.nowMs));
      await finale(fleet, plan);
    });
  } catch (error) {
    report(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
  return { problems, events: scheduler.events, log };
}
