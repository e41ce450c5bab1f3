import { startFleet } from "@tagledger/fleet";
import { afterAll, beforeAll, inject, onTestFailed } from "vitest";
import { type Reading, readSurface, type View } from "../lib/read-surface";
import type { Surface } from "../lib/surfaces";
import { appDir } from "./global-setup";

export type Fleet = Awaited<ReturnType<typeof startFleet>>;
export type Instance = Fleet["instances"][number];

export interface PairOptions {
  /** Replaces what the build ran with, such as its ledger. */
  readonly env?: Record<string, string>;
  readonly perInstanceEnv?: () => Promise<Record<string, Record<string, string>>>;
}

/** Instances `a` and `b` of the built app on one store, for the tests of the enclosing `describe` or file. */
export function usePair({ env, perInstanceEnv }: PairOptions = {}): {
  readonly fleet: Fleet;
  readonly a: Instance;
  readonly b: Instance;
} {
  let fleet: Fleet | undefined;
  beforeAll(async () => {
    fleet = await startFleet({
      appDir,
      instances: 2,
      env: { ...inject("appEnv"), ...env },
      ...(perInstanceEnv && { perInstanceEnv: await perInstanceEnv() }),
    });
  });
  afterAll(() => fleet?.stop());
  const started = (): Fleet => {
    if (fleet === undefined) throw new Error("the fleet has not started");
    return fleet;
  };
  return {
    get fleet() {
      return started();
    },
    get a() {
      return started().instance("a");
    },
    get b() {
      return started().instance("b");
    },
  };
}

/** What one instance shows. */
export function read(surface: Surface, instance: Instance, view?: View): Promise<Reading> {
  return readSurface(surface, instance.url, view);
}

/** What the processes printed and their handlers reported last, when the current test fails. */
export function showLogsOnFailure(fleet: Fleet): void {
  onTestFailed(() => {
    console.log(fleet.logTail());
    for (const event of fleet.instances.flatMap((instance) => instance.events().slice(-25))) {
      console.log(JSON.stringify(event));
    }
  });
}
