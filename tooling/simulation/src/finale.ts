import { type Route, ROUTES, TAGS } from "./app.ts";
import type { Fleet } from "./fleet.ts";
import type { Plan } from "./plan.ts";
import type { SimulatedProcess } from "./process.ts";
import type { Response } from "./next/responses.ts";

/** Rounds of requests within which everything must be a hit again. */
const MAX_ROUNDS = 8;
const HARDENS_NEVER_SECONDS = 31_536_000;

/**
 * What must hold when no fault is left: everything is a hit again, everywhere, with the same and the newest data; a
 * profile invalidation lets what there is be served, and an immediate one does not.
 */
export async function finale(fleet: Fleet, plan: Plan): Promise<void> {
  const { history } = fleet;
  const { scheduler } = history;
  history.calm = true;
  await scheduler.sleep(3000);
  // A connection that leads nowhere is found out by using it, and there are several.
  for (let times = 0; times < 6; times++) {
    await Promise.all(processesOf(fleet).map((process) => process.next.responses.get(ROUTES[0] as Route)));
    await scheduler.sleep(800);
  }
  // Breakers close, connections are opened, and what was not recorded is.
  await scheduler.sleep(8000 + plan.graceMs);
  checkCalls(fleet);
  settleInvalidations(fleet);
  history.note(() => "finale");
  await converge(fleet, plan, []);
  if (plan.ending === "soft") await endSoftly(fleet, plan);
  if (plan.ending === "hard") await endHard(fleet, plan);
  await scheduler.sleep(2000);
  checkRest(fleet, plan);
}

async function endSoftly(fleet: Fleet, plan: Plan): Promise<void> {
  const tags = ["x"];
  await processesOf(fleet)[0]?.next.webhook({ tags, kind: "soft", expireSeconds: HARDENS_NEVER_SECONDS });
  await becomeKnown(fleet, plan);
  for (const process of processesOf(fleet)) {
    // Where the ledger keeps few marks, its floor may rise above everything.
    for (const route of plan.maxMarks > 10 ? ROUTES : []) {
      const { how } = await process.next.responses.get(route);
      if (how === "hit" || how === "stale") continue;
      fleet.history.report(`${process.name} ${how} ${route.path}, though a profile invalidation lets it be served`);
    }
    await process.next.settled();
  }
  await converge(fleet, plan, tags);
}

async function endHard(fleet: Fleet, plan: Plan): Promise<void> {
  await processesOf(fleet).at(-1)?.next.webhook({ tags: TAGS, kind: "hard" });
  await becomeKnown(fleet, plan);
  await converge(fleet, plan, TAGS);
}

function becomeKnown({ history }: Fleet, { consistency }: Plan): Promise<void> {
  return history.scheduler.sleep(consistency === "strong" ? 1 : consistency.maxStalenessMs * 1.01);
}

/** What could not be recorded is remembered and recorded later, by the process that was told so. */
function settleInvalidations(fleet: Fleet): void {
  const alive = new Set<object>(processesOf(fleet));
  for (const invalidation of fleet.history.truth.invalidations) {
    const { state, by } = invalidation;
    if ((state === "rejected" || state === "forgotten") && alive.has(by)) invalidation.state = "recorded";
  }
}

/** Asks for everything once. */
export async function warmUp(fleet: Fleet): Promise<void> {
  for (const process of processesOf(fleet)) await askForAll(process);
}

function processesOf({ size, processAt }: Fleet): SimulatedProcess[] {
  return Array.from({ length: size }, (_, index) => processAt(index)).filter((process) => process !== undefined);
}

/**
 * Asks for everything, everywhere, until all of it is a hit.
 *
 * @param newest the tags whose newest data it must have then.
 */
async function converge(fleet: Fleet, plan: Plan, newest: readonly string[]): Promise<void> {
  const { scheduler, truth, report } = fleet.history;
  let missed = "";
  for (let round = 0; round < MAX_ROUNDS; round++) {
    // A generation whose request cannot be told counts as begun a minute early.
    await scheduler.sleep(plan.withWorkStore ? 50 + 200 * round : 61_000);
    const answers = await Promise.all(processesOf(fleet).map((process) => askForAll(process)));
    missed = answers
      .flat()
      .flatMap(({ process, route, response }) =>
        response.how === "hit" ? [] : [`${process} ${route} ${response.how}`],
      )
      .join(", ");
    if (missed !== "") continue;
    for (const { process, route, response } of answers.flat()) {
      for (const tag of newest) {
        const version = response.content?.versions[tag];
        if (version === undefined || version === truth.versionOf(tag)) continue;
        report(`${process} ${route} has version ${version} of ${tag} in the end and not ${truth.versionOf(tag)}`);
      }
    }
    return;
  }
  report(`not everything is a hit after ${MAX_ROUNDS} rounds in which nothing changed: ${missed}`);
}

interface Asked {
  readonly process: string;
  readonly route: string;
  readonly response: Response;
}

async function askForAll(process: SimulatedProcess): Promise<Asked[]> {
  const asked: Asked[] = [];
  for (const route of ROUTES) {
    asked.push({ process: process.name, route: route.path, response: await process.next.responses.get(route) });
  }
  await process.next.settled();
  return asked;
}

/** Nothing may still wait for an answer. */
function checkCalls({ history }: Fleet): void {
  for (const { what, process, atMs } of history.calls) {
    if (!process.isGone) history.report(`${what}, called at ${atMs.toFixed(1)}, has never ended`);
  }
}

/** Nothing is left behind: no timers, and no more marks than the ledger keeps. */
function checkRest(fleet: Fleet, plan: Plan): void {
  for (const { name, clock, runtime } of processesOf(fleet)) {
    if (clock.timers > 0) fleet.history.report(`${name} has left ${clock.timers} timers behind`);
    const { size } = runtime.replica;
    if (size > plan.maxMarks)
      fleet.history.report(`${name} keeps ${size} marks where the ledger keeps ${plan.maxMarks}`);
  }
}
