import type { Fleet, Instance } from "./fleet.ts";
import { createConsistencyChecker, type ConsistencyChecker } from "./consistency.ts";
import { questionsTo, type Question, surfaces } from "./surfaces.ts";
import { versionsOf, readMarkers } from "../marker.ts";
import type { Source } from "../source.ts";

export interface Answer {
  readonly instance: string;
  readonly path: string;
  readonly startedMs: number;
  readonly endedMs: number;
  /** What the server said; `failed` when it said nothing in time. */
  readonly status: number | "failed";
  readonly cache: string | null;
  readonly version: number;
}

export interface InvalidationAttempt {
  readonly startedMs: number;
  readonly recorded: boolean;
}

/** Readers of every surface on every instance, and somebody who invalidates meanwhile. */
export interface Traffic {
  readonly answers: readonly Answer[];
  readonly invalidations: readonly InvalidationAttempt[];
  readonly checker: ConsistencyChecker;
  /** Asks out of turn, unless somebody is asking just that. */
  ask(question: Question): Promise<void>;
  /** New data, and its invalidation on one instance; `true` when the ledger has it. */
  invalidate(instance: Instance, tag: string): Promise<boolean>;
  /** Sends nothing more to an instance, and resolves when it has answered everything. */
  avoid(instance: Instance): Promise<void>;
  use(instance: Instance): void;
  stop(): Promise<void>;
}

const READERS = 5;
const READ_PAUSE_MS = 10;
const INVALIDATION_PAUSE_MS = 80;
/** Ten times the deadline of the store: whoever waits longer hangs. */
export const PATIENCE_MS = 5_000;

export function startTraffic(fleet: Fleet, source: Source): Traffic {
  const answers: Answer[] = [];
  const invalidations: InvalidationAttempt[] = [];
  const checker = createConsistencyChecker();
  const avoided = new Set<Instance>();
  const asked = new Set<string>();
  const underWay = new Map<Instance, Set<Promise<unknown>>>();
  let stopped = false;
  let turn = 0;

  /** @returns `undefined` when all are avoided. */
  function next(): Instance | undefined {
    const usable = fleet.instances.filter((instance) => !avoided.has(instance));
    return usable[turn++ % usable.length];
  }

  async function on<Result>(instance: Instance, work: Promise<Result>): Promise<Result> {
    const own = underWay.get(instance) ?? new Set();
    underWay.set(instance, own);
    own.add(work);
    try {
      return await work;
    } finally {
      own.delete(work);
    }
  }

  async function read({ instance, path, tag }: Question): Promise<void> {
    const startedMs = performance.now();
    const question = { instance: instance.name, path, startedMs };
    try {
      const response = await instance.fetch(path, { signal: AbortSignal.timeout(PATIENCE_MS) });
      const body = await response.text();
      const version = Math.min(...versionsOf(readMarkers(body), "data"), Infinity);
      const shown = Number.isFinite(version) ? version : Number.NaN;
      const cache = response.headers.get("x-nextjs-cache");
      answers.push({ ...question, endedMs: performance.now(), status: response.status, cache, version: shown });
      // A page of an error is no answer: those are counted by themselves.
      if (response.status !== 200) return;
      const origin = `${instance.name} ${path} ${cache} ${Math.round(startedMs)}-${Math.round(performance.now())}`;
      checker.answered({ tag, version: shown, startedMs, origin });
    } catch {
      answers.push({ ...question, endedMs: performance.now(), status: "failed", cache: null, version: Number.NaN });
    }
  }

  async function invalidate(instance: Instance, tag: string): Promise<boolean> {
    const version = source.bump();
    const startedMs = performance.now();
    const recorded = await instance
      .fetch("/invalidate", { method: "POST", body: JSON.stringify({ tag }), signal: AbortSignal.timeout(PATIENCE_MS) })
      .then(async (response) => (await response.text()) === "recorded" && response.status === 200)
      .catch(() => false);
    invalidations.push({ startedMs, recorded });
    if (recorded) checker.completed({ tag, version, completedMs: performance.now() });
    return recorded;
  }

  /**
   * Something that nobody asks for at the moment. Next.js lets a request join what another one of its process waits for
   * (`server/response-cache/index.js`), and an answer is then as old as the request that was joined.
   */
  function choose(): Question | undefined {
    const free = fleet.instances
      .filter((instance) => !avoided.has(instance))
      .flatMap(questionsTo)
      .filter(({ instance, path }) => !asked.has(`${instance.name} ${path}`));
    return free[Math.floor(Math.random() * free.length)];
  }

  async function ask(question: Question): Promise<void> {
    const name = `${question.instance.name} ${question.path}`;
    if (asked.has(name)) return;
    asked.add(name);
    await on(question.instance, read(question));
    asked.delete(name);
  }

  async function reader(): Promise<void> {
    while (!stopped) {
      const question = choose();
      if (question !== undefined) await ask(question);
      await pause(READ_PAUSE_MS);
    }
  }

  async function invalidator(): Promise<void> {
    for (let count = 0; !stopped; count++) {
      const instance = next();
      if (instance !== undefined) await on(instance, invalidate(instance, `${surfaces[count % surfaces.length]}-busy`));
      await pause(INVALIDATION_PAUSE_MS);
    }
  }

  const finished = Promise.all([...Array.from({ length: READERS }, reader), invalidator()]);
  return {
    answers,
    invalidations,
    checker,
    ask,
    invalidate,
    async avoid(instance) {
      avoided.add(instance);
      await Promise.all(underWay.get(instance) ?? new Set<Promise<unknown>>());
    },
    use: (instance) => void avoided.delete(instance),
    async stop() {
      stopped = true;
      await finished;
    },
  };
}

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
