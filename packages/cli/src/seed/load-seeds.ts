import { encodeEntry, entryKey, type LedgerReplica, systemClock, systemFiles, verdict } from "@tagledger/core";
import {
  type Build,
  type BuildPosition,
  isPastExpire,
  lifetimeOf,
  readBuild,
  readSeed,
  responseKey,
} from "@tagledger/core/operate";
import { Failure } from "../cli/failure.ts";
import type { OpenedStore } from "../store/open-store.ts";
import { messageOf } from "../store/explain.ts";

/** What became of one prerendered response. */
export interface SeedOutcome {
  readonly path: string;
  readonly result: "loaded" | "left" | "failed";
  /** Why it was not loaded. */
  readonly reason?: string;
  readonly bytes: number;
}

export interface LoadSeedsOptions {
  readonly serverDistDir: string;
  readonly position: BuildPosition;
  readonly ledger: LedgerReplica;
  readonly isDry: boolean;
  readonly signal: AbortSignal;
}

const FOREVER_MS = 365 * 86_400_000;
const DEFAULT_MAX_TTL_MS = 30 * 86_400_000;
const DEFAULT_MAX_ENTRY_BYTES = 64 << 20;

/** Writes what a build has prerendered into the store, under the names by which its instances ask for it. */
export async function loadSeeds(opened: OpenedStore, options: LoadSeedsOptions): Promise<SeedOutcome[]> {
  const { settings } = opened.operated;
  if (settings.incremental.seeds === "off") {
    throw new Failure("SEED-OFF", "TAGLEDGER_SEEDS is off: what was prerendered is not to answer. Nothing was loaded.");
  }
  const build = await readBuild(systemFiles, options.serverDistDir);
  if (build === undefined)
    throw new Failure(
      "SEED-BUILD",
      `There is no finished build in ${options.serverDistDir}. Run next build, or name it with --build.`,
    );
  await refuseOtherOwner(opened, build);
  const outcomes: SeedOutcome[] = [];
  for (const key of build.keys()) {
    if (options.signal.aborted) break;
    outcomes.push(await loadSeed(opened, build, key, options));
  }
  return outcomes;
}

/** Two applications in one place would take each other's pages for theirs. */
async function refuseOtherOwner({ store, operated }: OpenedStore, build: Build): Promise<void> {
  const { application } = operated.settings;
  const claim = await store.read(entryKey({ space: "b", within: application }, build.id));
  if (claim === undefined || Buffer.from(claim.frame).toString("utf8") === build.identity) return;
  throw new Failure(
    "TL-NAMESPACE-SHARED",
    `Another build has the build id ${build.id} here. Give each application its own TAGLEDGER_NAMESPACE, and each build its own build id.`,
  );
}

async function loadSeed(
  { store, operated }: OpenedStore,
  build: Build,
  key: string,
  { serverDistDir, position, ledger, isDry }: LoadSeedsOptions,
): Promise<SeedOutcome> {
  const listed = build.listed(key);
  const path = listed?.path ?? key;
  const left = (reason: string): SeedOutcome => ({ path, result: "left", reason, bytes: 0 });
  if (listed === undefined) return left("it is not listed");
  try {
    const seed = await readSeed(systemFiles, systemClock, { serverDistDir, key, listed, position });
    if (seed === undefined) return left("the build has no answer for it, or only the shell of one");
    const { entry, ageMs } = seed;
    const bytes = entry.body.byteLength;
    const { runtime } = operated.settings;
    if (bytes > (runtime.maxEntryBytes ?? DEFAULT_MAX_ENTRY_BYTES))
      return left("it is larger than TAGLEDGER_MAX_ENTRY_BYTES");
    // What is stale is kept as such: it is served while a fresh one is made.
    if (verdict(entry.position, [entry.tagIds], ledger, systemClock.now()) === "expired") {
      return left("it was invalidated since the build began");
    }
    if (isPastExpire(entry, ageMs)) return left("it has outlived its time");
    const { expireSeconds } = lifetimeOf(entry);
    const ownMs = expireSeconds === undefined ? FOREVER_MS : expireSeconds * 1000 - ageMs;
    const ttlMs = Math.max(1, Math.min(ownMs, runtime.maxTtlMs ?? DEFAULT_MAX_TTL_MS));
    if (isDry) return { path, result: "loaded", bytes };
    const name = responseKey(build, key, { kind: entry.kind });
    const written = await store.write(name, { frame: encodeEntry(name, entry), position, ageMs, ttlMs });
    return written === "written" ? { path, result: "loaded", bytes } : left("a newer one is there already");
  } catch (error) {
    return { path, result: "failed", reason: messageOf(error), bytes: 0 };
  }
}
