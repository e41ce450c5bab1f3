import type { Clock, MemoryBacking, Store } from "@tagledger/core";
import { createPool } from "../pool.ts";
import type { Product } from "../product.ts";
import type { SeededRandom } from "../random.ts";
import type { Scheduler } from "../scheduler.ts";
import { createServerProcess, type ServerProcess } from "./server.ts";
import type { SimulatedStore, Snapshot } from "./simulated-store.ts";

export interface MemoryServerOptions {
  readonly scheduler: Scheduler;
  readonly product: Product;
  readonly random: SeededRandom;
  /** The store's time. */
  readonly clock: Clock;
  readonly maxMarks: number;
  readonly silenceMs: number;
}

/**
 * Core's reference of a store behind a network. A server that was restarted or replaced begins a new epoch, as stores
 * must that may have forgotten something.
 */
export function memoryServer(options: MemoryServerOptions): SimulatedStore {
  const { scheduler, product, random, clock, maxMarks, silenceMs } = options;
  const backing = product.core.createMemoryBacking(random);
  const store = product.core.memoryStore({ backing, clock, random, maxMarks });
  let current: ServerProcess = createServerProcess(scheduler);

  function load(state: MemoryBacking): void {
    const { marks, nonces, entries, leases, ...rest } = state;
    Object.assign(backing, rest);
    for (const [map, from] of [
      [backing.marks, marks],
      [backing.nonces, nonces],
      [backing.entries, entries],
      [backing.leases, leases],
    ] as const) {
      const into = map as Map<unknown, unknown>;
      const kept = [...from];
      into.clear();
      for (const [key, value] of kept) into.set(key, value);
    }
  }

  function newEpoch(): void {
    load({ ...backing, epoch: random.hex(16), seq: 0, floorSeq: 0, marks: new Map(), nonces: new Map() });
  }

  function snapshot(): MemoryBacking {
    return {
      ...backing,
      marks: new Map(backing.marks),
      nonces: new Map(backing.nonces),
      entries: new Map(backing.entries),
      leases: new Map(backing.leases),
    };
  }

  function begin(having: Snapshot | undefined): void {
    load((having as MemoryBacking | undefined) ?? product.core.createMemoryBacking(random));
    newEpoch();
    current = createServerProcess(scheduler);
  }

  return {
    connect(processClock, route, processRandom): Store {
      const pool = createPool({
        route,
        clock: processClock,
        random: processRandom,
        target: () => current,
        lines: 2,
        silenceMs,
      });
      const lease = store.lease?.bind(store);
      return {
        name: "simulated",
        capabilities: { shared: true, durable: true },
        news: (since) => pool.call(() => store.news(since)),
        append: (invalidations, since) => pool.call(() => store.append(invalidations, since)),
        renew: (epoch) => pool.call(() => store.renew(epoch)),
        read: (key) => pool.call(() => store.read(key)),
        write: (key, entry) => pool.call(() => store.write(key, entry)),
        remove: (key) => pool.call(() => store.remove(key)),
        ...(lease && { lease: (key: string, ms: number) => pool.call(() => lease(key, ms)) }),
        async close() {},
      };
    },
    snapshot,
    freeze: (ms) => current.freeze(ms),
    restart(downMs, having) {
      current.die();
      scheduler.at(downMs, () => begin(having));
    },
    failOver(having) {
      current.die();
      begin(having);
    },
    rewind(to) {
      current.die();
      load(to as MemoryBacking);
      current = createServerProcess(scheduler);
    },
    flush() {
      backing.entries.clear();
      newEpoch();
    },
    evict(chance) {
      for (const key of backing.entries.keys()) if (chance.chance(50)) backing.entries.delete(key);
      if (chance.chance(20)) newEpoch();
    },
  };
}
