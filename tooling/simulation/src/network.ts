import type { ProcessClock } from "./process-clock.ts";
import type { SeededRandom } from "./random.ts";
import type { Scheduler } from "./scheduler.ts";

export type Direction = "there" | "back";

/** What a connection leads to. */
export interface Server {
  /** False while there is nobody to connect to. */
  readonly up: boolean;
  /** True while it takes what arrives and does nothing with it. */
  readonly frozen: boolean;
  /** Calls back when it goes on. */
  thaw(run: () => void): void;
  /** Calls back when the process at the other end has died: what is connected to it ends. */
  onDeath(run: () => void): void;
}

/** One connection: what is sent arrives in order, late or never. */
export interface Line<Target extends Server> {
  readonly ended: boolean;
  /**
   * @param work what is done at the other end.
   * @throws when the connection ends before the answer is there.
   */
  send<Result>(work: (server: Target) => Result | Promise<Result>): Promise<Result>;
  onEnd(listener: (reason: Error) => void): void;
  destroy(): void;
}

/** The way of one process to the servers, with its faults. */
export interface Route {
  /** Milliseconds in one direction. */
  latencyMs: readonly [least: number, most: number];
  /** The same where nothing is wrong. */
  readonly usualMs: readonly [least: number, most: number];
  /** Packets are lost: in so many percent of cases one is sent again, which takes longer than the way. */
  lossPercent: number;
  cut(direction: Direction, forMs: number): void;
  /** Everything that is connected now is so no longer, and nobody is told. */
  forget(): void;
  open<Target extends Server>(clock: ProcessClock, target: () => Target, timeoutMs: number): Promise<Line<Target>>;
}

const RETRANSMISSION_MS = 200;

export function createRoute(
  scheduler: Scheduler,
  random: SeededRandom,
  usualMs: readonly [least: number, most: number],
): Route {
  const held: Record<Direction, (() => void)[]> = { there: [], back: [] };
  const cutUntilMs: Record<Direction, number> = { there: -1, back: -1 };
  const open = new Set<{ forgotten: boolean }>();

  function isCut(direction: Direction): boolean {
    return cutUntilMs[direction] > scheduler.nowMs;
  }

  function wayMs(): number {
    const [least, most] = route.latencyMs;
    const lost = random.chance(route.lossPercent) ? RETRANSMISSION_MS * random.between(0.5, 2) : 0;
    return random.between(least, most) + lost;
  }

  function connect<Target extends Server>(clock: ProcessClock, server: Target): Line<Target> {
    const state = { forgotten: false };
    open.add(state);
    const ready: Record<Direction, number> = { there: 0, back: 0 };
    const waiting = new Set<(reason: Error) => void>();
    const listeners: ((reason: Error) => void)[] = [];
    let ended = false;

    /** Packets of one connection do not overtake each other. */
    function carry(direction: Direction, run: () => void): void {
      const atMs = Math.max(ready[direction], scheduler.nowMs + wayMs());
      ready[direction] = atMs;
      scheduler.at(atMs - scheduler.nowMs, () => {
        if (state.forgotten) return;
        if (isCut(direction)) held[direction].push(() => carry(direction, run));
        else run();
      });
    }

    function end(reason: Error): void {
      if (ended) return;
      ended = true;
      open.delete(state);
      for (const reject of waiting) reject(reason);
      for (const listener of listeners) listener(reason);
    }

    function whenRunning(run: () => void): void {
      if (server.frozen) server.thaw(() => whenRunning(run));
      else run();
    }

    server.onDeath(() => carry("back", () => clock.after(0, () => end(new Error("simulated: connection reset")))));

    return {
      get ended() {
        return ended;
      },
      send: (work) =>
        new Promise((resolve, reject) => {
          if (ended) return reject(new Error("simulated: not connected"));
          waiting.add(reject);
          const answer = (settle: () => void): void => {
            carry("back", () =>
              clock.after(0, () => {
                if (ended) return;
                waiting.delete(reject);
                settle();
              }),
            );
          };
          carry("there", () =>
            whenRunning(() => {
              if (!server.up) return;
              void (async () => work(server))().then(
                (value) => answer(() => resolve(value)),
                (error: unknown) => answer(() => reject(error instanceof Error ? error : new Error(String(error)))),
              );
            }),
          );
        }),
      onEnd(listener) {
        listeners.push(listener);
      },
      destroy() {
        end(new Error("simulated: closed"));
        // What is on its way to the server may still arrive there.
        if (random.chance(50)) state.forgotten = true;
      },
    };
  }

  const route: Route = {
    latencyMs: usualMs,
    usualMs,
    lossPercent: 0,
    cut(direction, forMs) {
      cutUntilMs[direction] = Math.max(cutUntilMs[direction], scheduler.nowMs + forMs);
      scheduler.at(forMs, () => {
        if (isCut(direction)) return;
        for (const carry of held[direction].splice(0)) carry();
      });
    },
    forget() {
      for (const state of open) state.forgotten = true;
      open.clear();
    },
    open: (clock, target, timeoutMs) =>
      new Promise((resolve, reject) => {
        let cancelled = false;
        const cancel = clock.schedule(timeoutMs, () => {
          cancelled = true;
          reject(new Error("simulated: connecting takes too long"));
        });
        clock.after(wayMs() + wayMs(), () => {
          if (cancelled || isCut("there") || isCut("back")) return;
          cancel();
          const server = target();
          if (server.up) resolve(connect(clock, server));
          else reject(new Error("simulated: connection refused"));
        });
      }),
  };
  return route;
}
