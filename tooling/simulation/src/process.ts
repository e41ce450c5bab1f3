import type { Runtime, RuntimeOptions, Store } from "@tagledger/core";
import type { SimulatedFiles } from "./app.ts";
import type { History } from "./history.ts";
import type { Host } from "./host.ts";
import { within } from "./next/request.ts";
import { createNext, type Next } from "./next/requests.ts";
import type { ProcessClock } from "./process-clock.ts";
import type { SeededRandom } from "./random.ts";

/** One run of a process of the application: real handlers, a simulated Next.js around them. */
export interface SimulatedProcess extends Host {
  readonly runtime: Runtime;
  readonly next: Next;
  /** Ends when the process does. */
  readonly gone: Promise<"gone">;
  readonly isGone: boolean;
  crash(): void;
  /** Looks whether what it knows of the ledger has gone back. */
  inspect(): void;
}

export interface ProcessSetting {
  readonly name: string;
  readonly application: number;
  readonly clock: ProcessClock;
  readonly random: SeededRandom;
  readonly store: Store;
  readonly files: SimulatedFiles;
  readonly options: Omit<RuntimeOptions, "store" | "clock">;
  readonly withWorkStore: boolean;
  /** How many times longer than usual everything takes that is made. */
  readonly slowness: number;
  readonly deadlineMs: number;
  /** Milliseconds of staleness that the operator has allowed. */
  readonly slackMs: number;
}

class OriginError extends Error {}

/** By so much a process may be late to notice that its machine was suspended. */
const SUSPENDED_MS = 1010;

/** How long entries may have been on their way before a store saw them. */
const WAY_MS = 6000;

export function startProcess(history: History, setting: ProcessSetting): SimulatedProcess {
  const { name, application, clock, random, files, options, slackMs } = setting;
  const { scheduler, truth, product, report } = history;
  const runtime = product.core.createRuntime({ ...options, store: setting.store, clock, building: false });
  const IncrementalCache = product.core.createIncrementalCacheHandler(runtime, {
    files,
    nextVersion: "16.4.6",
    application: "app",
  });
  const seen = new Set<string>();
  let known = runtime.replica.position;
  let leave = (): void => {};
  let isGone = false;
  const gone = new Promise<"gone">((resolve) => {
    leave = () => resolve("gone");
  });

  function inspect(): void {
    const { position } = runtime.replica;
    if (position === known || position === undefined) return;
    if (known !== undefined && known.epoch === position.epoch && position.seq < known.seq) {
      report(`${name} went back in the ledger from ${known.seq} to ${position.seq}`);
    }
    if (known?.epoch !== position.epoch) {
      if (seen.has(position.epoch)) report(`${name} went back to an epoch that it had left`);
      seen.add(position.epoch);
    }
    known = position;
  }

  const process: SimulatedProcess = {
    name,
    application,
    clock,
    truth,
    runtime,
    useCache: product.core.createUseCacheHandler(runtime, { application: "app" }),
    IncrementalCache,
    withWorkStore: setting.withWorkStore,
    next: undefined as never,
    nowMs: () => scheduler.nowMs,
    turn: () => new Promise((resolve) => void clock.after(0, resolve)),
    gate() {
      if (history.calm || random.chance(30)) return Promise.resolve();
      return new Promise((resolve) => {
        clock.after(setting.slowness * (random.chance(70) ? random.between(0, 1) : random.between(0, 15)), resolve);
      });
    },
    readOrigin() {
      if (history.originFails && random.chance(35)) throw new OriginError("simulated: the origin fails");
    },
    isOrigin: (error) => error instanceof OriginError,
    async handle(what, call) {
      const begun = { what: `${what} of ${name}`, process, atMs: scheduler.nowMs, pausedMs: history.pausedMs(name) };
      history.calls.add(begun);
      try {
        return await call();
      } finally {
        history.calls.delete(begun);
        history.checkTime(begun);
        inspect();
      }
    },
    within: (workStore, call) => within(setting.withWorkStore ? workStore : undefined, "request", call),
    judge(answer) {
      history.note(() => `${name} ${answer.what} ${answer.as} ${JSON.stringify(answer.content.versions)}`);
      if (answer.content.application !== application) {
        report(`${name} was given ${answer.what} of another application`);
      }
      const problem = truth.wrongWith({ ...answer, by: process, slackMs, lateMs: clock.suspended ? SUSPENDED_MS : 0 });
      if (problem !== undefined) report(`${name}: ${problem}`);
    },
    judgeAge(what, { begunMs }, timestamp) {
      const trueMs = scheduler.nowMs - begunMs;
      const toldMs = clock.now() - timestamp;
      if (toldMs >= trueMs * 0.99 - WAY_MS - history.pausedMs(name)) return;
      report(`${name}: ${what} is ${Math.round(trueMs)} ms old and was said to be ${Math.round(toldMs)}`);
    },
    note: (text) => history.note(() => `${name} ${text()}`),
    gone,
    get isGone() {
      return isGone;
    },
    crash() {
      isGone = true;
      clock.end();
      leave();
    },
    inspect,
  };
  Object.assign(process, { next: createNext(process) });
  return process;
}
