import type { BackendSettings } from "./backend-settings.ts";
import { type Events, publish } from "./channels.ts";
import { installedNext } from "./installed-next.ts";
import { logDecisions } from "./log-decisions.ts";
import { logProblems } from "./log-problems.ts";
import { assertSupportedNext, minorOf } from "./next-version.ts";
import { processWide } from "./process-wide.ts";
import { createRuntime, type Runtime } from "./runtime.ts";
import type { Store } from "./store.ts";

/** What the ready modules of a backend are made from. */
export interface Backend<Settings extends BackendSettings> {
  readonly runtime: Runtime;
  readonly settings: Settings;
  /** Minor version of Next.js, or the empty string. */
  readonly nextVersion: string;
}

export interface BackendOptions<Settings extends BackendSettings> {
  /** A short name of the backend, such as `filesystem`. */
  readonly name: string;
  readonly settings: Settings;
  /** Everything that tells one store of this backend from another. */
  readonly identity: readonly string[];
  openStore(needs: StoreNeeds): Store | Promise<Store>;
}

/** What every store is given, whatever else it is opened with. */
export interface StoreNeeds {
  /** Milliseconds for which a mark must be kept: marks forgotten before the entries they concern make these misses. */
  readonly maxMarkAgeMs: number;
  /** To be called with what an operator should know. */
  onProblem(problem: Events["tagledger:problem"]): void;
}

const MIN_MARK_AGE_MS = 30 * 86_400_000;

/**
 * The one backend of this process that has this name and identity; all ready modules share it. It has asked the ledger
 * once when this resolves, so that what the first request makes can be stored.
 *
 * @throws TL-NEXT-VERSION, or what opening the store threw.
 */
export async function openBackend<Settings extends BackendSettings>({
  name,
  settings,
  identity,
  openStore,
}: BackendOptions<Settings>): Promise<Backend<Settings>> {
  return processWide(`${name}:${JSON.stringify(identity)}`, async () => {
    processWide("log-problems", logProblems);
    if (settings.debug) processWide("log-decisions", () => logDecisions());
    const version = installedNext(process.cwd());
    assertSupportedNext(version);
    const store = await openStore({
      maxMarkAgeMs: Math.max(settings.runtime.maxTtlMs ?? 0, MIN_MARK_AGE_MS),
      onProblem: (problem) => publish("tagledger:problem", () => problem),
    });
    const runtime = createRuntime({ ...settings.runtime, store });
    await runtime.refresh();
    return { runtime, settings, nextVersion: minorOf(version) };
  });
}
