import type { Fleet } from "./fleet.ts";
import type { Fault } from "./plan.ts";
import type { SeededRandom } from "./random.ts";
import type { Snapshot } from "./stores/simulated-store.ts";

/** Lets what was planned happen. */
export function arrangeFault(fault: Fault, fleet: Fleet, random: SeededRandom): void {
  const { scheduler, note } = fleet.history;
  let having: { readonly snapshot: Snapshot; readonly atMs: number } | undefined;
  const losesTail = fault.kind === "store restart" || fault.kind === "failover" || fault.kind === "rewind";
  if (losesTail) {
    scheduler.at(fault.atMs - fault.lostMs, () => {
      having = { snapshot: fleet.store.snapshot(), atMs: scheduler.nowMs };
    });
  }
  scheduler.at(fault.atMs, () => {
    note(() => `! ${fault.kind} for ${fault.forMs.toFixed(0)} ms on ${fault.on}, ${fault.lostMs.toFixed(0)} ms lost`);
    happen(fault, fleet, random, having);
  });
}

function happen(
  { kind, on, forMs }: Fault,
  fleet: Fleet,
  random: SeededRandom,
  having: { readonly snapshot: Snapshot; readonly atMs: number } | undefined,
): void {
  const { store, history } = fleet;
  const { scheduler } = history;
  const route = fleet.routeOf(on);
  switch (kind) {
    case "none":
      return;
    case "slow network":
      route.latencyMs = [1, random.pick([20, 120, 300])];
      scheduler.at(forMs, () => (route.latencyMs = route.usualMs));
      return;
    case "packet loss":
      route.lossPercent = random.between(5, 60);
      scheduler.at(forMs, () => (route.lossPercent = 0));
      return;
    case "partition":
      route.cut("there", forMs);
      route.cut("back", forMs);
      return;
    case "one-way partition":
      route.cut(random.pick(["there", "back"]), forMs);
      return;
    case "half-open connections":
      route.forget();
      return;
    case "crash":
      fleet.crash(on, forMs);
      return;
    case "pause":
    case "suspend":
      fleet.pause(on, forMs, kind === "suspend");
      return;
    case "wall clock step":
      fleet.processAt(on)?.clock.step(random.between(-7_200_000, 7_200_000));
      return;
    case "frozen store":
      store.freeze(forMs);
      return;
    case "store restart":
      store.restart(forMs, having?.snapshot);
      return;
    case "empty store restart":
      store.restart(forMs, undefined);
      return;
    case "failover":
      if (having !== undefined) store.failOver(having.snapshot);
      return;
    case "rewind":
      if (having === undefined) return;
      store.rewind(having.snapshot);
      fleet.forgetSince(having.atMs);
      return;
    case "flush":
      store.flush();
      return;
    case "eviction":
      store.evict(random);
      return;
    case "failing origin":
      history.originFails = true;
      scheduler.at(forMs, () => (history.originFails = false));
      return;
  }
}
