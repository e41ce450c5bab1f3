/** Owns time: everything that waits, waits here. Nothing of the real machine has a say in what happens next. */
export interface Scheduler {
  /** Milliseconds of true time, which no simulated process knows. */
  readonly nowMs: number;
  /** How many things have happened. */
  readonly events: number;
  /**
   * Lets `run` happen after `afterMs` milliseconds, when everything that came of what happened before has been done.
   *
   * @returns a function that takes it back if it has not happened yet.
   */
  at(afterMs: number, run: () => void): () => void;
  sleep(ms: number): Promise<void>;
  /**
   * Lets things happen, one after the other, until `main` has ended.
   *
   * @throws when nothing is left that could happen, or too much has, and `main` has not ended.
   */
  run(main: () => Promise<void>): Promise<void>;
}

interface Event {
  readonly atMs: number;
  readonly order: number;
  run: (() => void) | undefined;
}

/** A history has a few thousand; more means that something goes round in a circle. */
const MAX_EVENTS = 400_000;

export function createScheduler(): Scheduler {
  const heap: Event[] = [];
  let nowMs = 0;
  let order = 0;
  let events = 0;

  const isBefore = (one: Event, other: Event): boolean =>
    one.atMs < other.atMs || (one.atMs === other.atMs && one.order < other.order);

  function push(event: Event): void {
    let index = heap.length;
    heap.push(event);
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!isBefore(event, heap[parent] as Event)) break;
      heap[index] = heap[parent] as Event;
      index = parent;
    }
    heap[index] = event;
  }

  function pop(): Event | undefined {
    const first = heap[0];
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return first;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1] as Event, heap[child] as Event)) child++;
      if (!isBefore(heap[child] as Event, last)) break;
      heap[index] = heap[child] as Event;
      index = child;
    }
    heap[index] = last;
    return first;
  }

  function at(afterMs: number, run: () => void): () => void {
    const event: Event = { atMs: nowMs + Math.max(0, afterMs), order: order++, run };
    push(event);
    return () => {
      event.run = undefined;
    };
  }

  return {
    get nowMs() {
      return nowMs;
    },
    get events() {
      return events;
    },
    at,
    sleep: (ms) => new Promise((resolve) => void at(ms, resolve)),
    run: (main) =>
      new Promise((resolve, reject) => {
        let ended = false;
        const end = (): void => {
          ended = true;
        };
        const fail = (error: Error): void => {
          ended = true;
          reject(error);
        };
        const turn = (): void => {
          if (ended) return resolve();
          let event = pop();
          while (event !== undefined && event.run === undefined) event = pop();
          if (event === undefined) return fail(new Error("Something waits for what can never happen."));
          if (++events > MAX_EVENTS) return fail(new Error("It does not come to rest."));
          nowMs = event.atMs;
          try {
            event.run?.();
          } catch (error) {
            return fail(error as Error);
          }
          whenQuiet(turn);
        };
        whenQuiet(() => {
          main().then(end, fail);
          whenQuiet(turn);
        });
      }),
  };
}

/** A tick that a microtask asks for comes after all microtasks, those that come of others as well. */
function whenQuiet(run: () => void): void {
  queueMicrotask(() => process.nextTick(run));
}
