export const fleetNames = ["builtin", "filesystem", "redis"] as const;

export type FleetName = (typeof fleetNames)[number];

export const fleetTitles: Readonly<Record<FleetName, string>> = {
  builtin: "Next’s built-in cache",
  filesystem: "tagledger on a directory",
  redis: "tagledger on Redis",
};

export interface InstanceState {
  readonly name: string;
  readonly state: "running" | "paused" | "stopped";
  /** How far its clock is off, such as `+10m`. */
  readonly skew: string | null;
}

export interface FleetState {
  readonly name: FleetName;
  readonly status: "absent" | "starting" | "running" | "failed";
  readonly note: string;
  readonly redis: "running" | "paused" | "stopped" | null;
  readonly instances: readonly InstanceState[];
}

/** `behind`: not invalidated yet. `stale`: a profile allows it for now. `old`: it should be gone. */
export type CellState = "fresh" | "behind" | "stale" | "old";

export interface Cell {
  readonly name: string;
  readonly version: number;
  readonly madeBy: string;
  readonly ageMs: number;
  readonly cache: "HIT" | "STALE" | "MISS";
  readonly state: CellState;
  readonly error?: string;
}

export type InstanceReading = { readonly cells: readonly Cell[] } | { readonly problem: string };

/** What every instance of a fleet answers, and what the source has. */
export interface Readings {
  readonly fleet: FleetName;
  readonly current: Readonly<Record<string, number>>;
  readonly instances: Readonly<Record<string, InstanceReading>>;
}

/** What visitors saw in half a second; latencies in milliseconds. */
export interface Bucket {
  readonly at: number;
  readonly requests: number;
  readonly errors: number;
  readonly old: number;
  readonly stale: number;
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
}

export interface Run {
  readonly fleet: FleetName;
  readonly running: boolean;
  readonly buckets: readonly Bucket[];
}

export interface Load {
  readonly running: boolean;
  readonly path: string;
  readonly clients: number;
  readonly seconds: number;
  readonly runs: readonly Run[];
}

export interface LiveState {
  readonly fleets: readonly FleetState[];
  readonly source: { readonly delayMs: number; readonly fail: boolean };
  readonly readings: Partial<Record<FleetName, Readings>>;
  readonly visits: Run;
  readonly load: Load;
  /** Only for the server. */
  readonly webhookSecret?: string;
}
