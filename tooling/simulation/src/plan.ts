import { FUNCTIONS, ROUTES, TAGS } from "./app.ts";
import { type SeededRandom, seededRandom } from "./random.ts";
import type { Change } from "./next/requests.ts";
import { MAX_DRIFT } from "./truth.ts";

/** Something that a visitor or an editor does. */
export type Operation = { readonly atMs: number; readonly on: number } & (
  | { readonly does: "request"; readonly route: number }
  | {
      readonly does: "dynamic";
      readonly functions: readonly number[];
      readonly data: readonly string[];
      readonly atOnce: boolean;
    }
  | {
      readonly does: "action";
      readonly change: Change;
      readonly before: readonly number[];
      readonly after: readonly number[];
    }
  | { readonly does: "webhook"; readonly change: Change }
);

export const FAULTS = [
  "none",
  "slow network",
  "packet loss",
  "partition",
  "one-way partition",
  "half-open connections",
  "crash",
  "pause",
  "suspend",
  "wall clock step",
  "frozen store",
  "store restart",
  "empty store restart",
  "failover",
  "rewind",
  "flush",
  "eviction",
  "failing origin",
] as const;

export type FaultKind = (typeof FAULTS)[number];

export interface Fault {
  readonly kind: FaultKind;
  readonly atMs: number;
  readonly forMs: number;
  /** Which process it concerns. */
  readonly on: number;
  /** How much of what the store had acknowledged is lost. */
  readonly lostMs: number;
}

export const STORES = ["memory", "redis"] as const;
export type StoreKind = (typeof STORES)[number];

/** Everything that is decided before a history begins. */
export interface Plan {
  readonly seed: number;
  readonly store: StoreKind;
  readonly processes: readonly { readonly skewMs: number; readonly rate: number; readonly nearBytes: number }[];
  readonly consistency: "strong" | { readonly maxStalenessMs: number };
  readonly graceMs: number;
  /** How long the way to the store takes where nothing is wrong. */
  readonly latencyMs: readonly [least: number, most: number];
  /** How many times longer than usual everything takes that is made. */
  readonly slowness: number;
  readonly deadlineMs: number;
  readonly retryAfterMs: number;
  readonly coldMissWaitMs: number;
  readonly maxMarks: number;
  readonly withWorkStore: boolean;
  /** A process of another application with the same build id is started in the same place. */
  readonly withNeighbour: boolean;
  readonly withSeeds: boolean;
  /** Everything is cached before anything happens. */
  readonly warm: boolean;
  /** What happens when no fault is left. */
  readonly ending: "quiet" | "soft" | "hard";
  readonly operations: readonly Operation[];
  readonly faults: readonly Fault[];
}

const LONG_MS = 8000;
const SHORT_MS = 250;

export function planOf(seed: number, store: StoreKind | "any" = "any"): Plan {
  const random = seededRandom(seed, "plan");
  const kinds: FaultKind[] = [FAULTS[seed % FAULTS.length] ?? "none"];
  if (kinds[0] !== "none") while (kinds.length < 3 && random.chance(30)) kinds.push(random.pick(FAULTS));
  const isBounded = random.chance(10);
  const hasGrace = !isBounded && random.chance(8);
  const windowMs = random.pick([SHORT_MS / 5, SHORT_MS, SHORT_MS, LONG_MS]);
  const count = random.chance(75) ? 2 : 3;
  const isCalm = kinds[0] === "none";
  // Drawn also where it is told, so that the rest is the same history.
  const drawn = random.pick(STORES);
  return {
    seed,
    store: store === "any" ? drawn : store,
    processes: Array.from({ length: count }, () => ({
      skewMs: random.chance(30) ? 0 : random.between(-600_000, 600_000),
      rate: 1 + random.between(-MAX_DRIFT, MAX_DRIFT),
      nearBytes: random.chance(70) ? 1 << 20 : random.chance(50) ? 0 : 3000,
    })),
    consistency: isBounded ? { maxStalenessMs: random.between(20, 500) } : "strong",
    graceMs: hasGrace ? random.between(100, 2000) : 0,
    latencyMs: random.pick([
      [0.1, 2],
      [0.1, 2],
      [0.5, 15],
      [5, 40],
    ] as const),
    slowness: random.pick([1, 1, 3, 8]),
    deadlineMs: 200,
    retryAfterMs: 300,
    coldMissWaitMs: random.chance(15) ? 150 : 0,
    maxMarks: random.chance(15) ? 3 : 1000,
    withWorkStore: !random.chance(10),
    withNeighbour: isCalm && random.chance(20),
    withSeeds: random.chance(30),
    ending: random.pick(["quiet", "quiet", "soft", "hard"] as const),
    warm: seededRandom(seed, "warm").chance(35),
    operations: operationsOf(random, windowMs, count, kinds),
    faults: kinds.filter((kind) => kind !== "none").flatMap((kind) => faultsOf(kind, random, windowMs, count)),
  };
}

function operationsOf(random: SeededRandom, windowMs: number, count: number, kinds: readonly FaultKind[]): Operation[] {
  const operations: Operation[] = [];
  const amount = 4 + random.below(9);
  const functions = (): number[] => Array.from({ length: 1 + random.below(2) }, () => random.below(FUNCTIONS.length));
  // Editors come in bursts, and so do visitors.
  const moments = Array.from({ length: 1 + random.below(4) }, () => random.between(0, windowMs));
  // What has no value to fall back to cannot show that it was taken for a new one.
  const usual =
    kinds.includes("failing origin") || kinds.includes("suspend")
      ? "soft"
      : random.pick(["hard", "soft", "any"] as const);
  for (let index = 0; index < amount; index++) {
    const atMs = random.chance(60) ? random.pick(moments) + random.between(0, 25) : random.between(0, windowMs);
    const on = random.below(count);
    const chance = random.below(100);
    if (chance < 40) operations.push({ atMs, on, does: "request", route: random.below(ROUTES.length) });
    else if (chance < 62) {
      const tag = random.pick(TAGS.slice(0, 2));
      const data = random.chance(45) ? [tag, ...(random.chance(60) ? [tag] : [])] : [];
      operations.push({ atMs, on, does: "dynamic", functions: functions(), data, atOnce: random.chance(40) });
    } else if (chance < 75) {
      const change = changeOf(random, usual);
      operations.push({
        atMs,
        on,
        does: "action",
        change,
        before: random.chance(50) ? [0] : functions(),
        after: random.chance(50) ? [3] : functions(),
      });
    } else operations.push({ atMs, on, does: "webhook", change: changeOf(random, usual) });
  }
  return operations;
}

function changeOf(random: SeededRandom, usual: "hard" | "soft" | "any"): Change {
  const tags = random.chance(15)
    ? [random.pick(random.pick(ROUTES).pathTags)]
    : random.chance(20)
      ? [random.pick(TAGS), "other"]
      : [random.pick(TAGS)];
  const kind = usual === "any" || random.chance(20) ? random.pick(["hard", "soft"] as const) : usual;
  if (kind === "hard") return { tags: [...new Set(tags)], kind };
  const expireSeconds = random.pick([undefined, 31_536_000, 0.1, 1, 3]);
  return { tags: [...new Set(tags)], kind, ...(expireSeconds !== undefined && { expireSeconds }) };
}

function faultsOf(kind: FaultKind, random: SeededRandom, windowMs: number, count: number): Fault[] {
  const times = kind === "crash" || kind === "pause" ? 1 + random.below(2) : 1;
  return Array.from({ length: times }, () => ({
    kind,
    atMs: kind === "failing origin" ? random.between(0, windowMs / 4) : random.between(0, windowMs),
    forMs: durationOf(kind, random, windowMs),
    on: random.below(count),
    lostMs: random.chance(70) ? random.between(1, 60) : random.between(60, windowMs),
  }));
}

function durationOf(kind: FaultKind, random: SeededRandom, windowMs: number): number {
  if (kind === "failing origin") return windowMs;
  if (kind === "suspend") return random.between(1200, 5000);
  return random.chance(60) ? random.between(5, 150) : random.between(150, 2500);
}
