import { TagledgerError } from "./errors.ts";
import type { IncrementalHandlerFactoryOptions } from "./incremental.ts";
import type { RuntimeOptions } from "./runtime-options.ts";

/** The settings that every backend reads from the environment. */
export interface EnvironmentSettings {
  readonly runtime: Omit<RuntimeOptions, "store" | "clock">;
  readonly incremental: Pick<IncrementalHandlerFactoryOptions, "seeds">;
  /** `TAGLEDGER_NAMESPACE`: applications with the same one share a ledger and entries. */
  readonly namespace: string | undefined;
  /** `TAGLEDGER_DEBUG`, or Next.js' own `NEXT_PRIVATE_DEBUG_CACHE`: each decision is written to stderr. */
  readonly debug: boolean;
}

export type Environment = { readonly [name: string]: string | undefined };

/**
 * Reads and checks `TAGLEDGER_*`.
 *
 * @throws TL-CONFIG, naming the variable, its value and what is accepted; never falls back in silence.
 */
export function readEnvironment(env: Environment): EnvironmentSettings {
  const maxStalenessMs = wholeNumber(env, "TAGLEDGER_MAX_STALENESS_MS", 1, 3_600_000);
  const consistency = oneOf(env, "TAGLEDGER_CONSISTENCY", ["strong", "bounded"]);
  if (maxStalenessMs !== undefined && consistency !== "bounded") {
    throw invalid(env, "TAGLEDGER_MAX_STALENESS_MS", "it to be unset unless TAGLEDGER_CONSISTENCY is bounded");
  }
  const seeds = oneOf(env, "TAGLEDGER_SEEDS", ["position", "trust", "off"]);
  return {
    runtime: defined({
      deadlineMs: wholeNumber(env, "TAGLEDGER_DEADLINE_MS", 1, 60_000),
      retryAfterMs: wholeNumber(env, "TAGLEDGER_RETRY_MS", 10, 600_000),
      nearBytes: wholeNumber(env, "TAGLEDGER_NEAR_BYTES", 0, Number.MAX_SAFE_INTEGER),
      graceMs: wholeNumber(env, "TAGLEDGER_GRACE_MS", 0, 86_400_000),
      maxTtlMs: times(1000, wholeNumber(env, "TAGLEDGER_MAX_TTL_SECONDS", 1, 10 * 31_536_000)),
      maxEntryBytes: wholeNumber(env, "TAGLEDGER_MAX_ENTRY_BYTES", 1, 1 << 30),
      coldMissWaitMs: wholeNumber(env, "TAGLEDGER_COLD_MISS_WAIT_MS", 0, 60_000),
      consistency: consistency === "bounded" ? { maxStalenessMs: maxStalenessMs ?? 1000 } : consistency,
    }),
    incremental: defined({ seeds }),
    debug: (oneOf(env, "TAGLEDGER_DEBUG", ["0", "1"]) ?? (env["NEXT_PRIVATE_DEBUG_CACHE"] ? "1" : "0")) === "1",
    namespace: pattern(env, "TAGLEDGER_NAMESPACE", /^[A-Za-z0-9@/._-]{1,200}$/, "letters, digits and @ / . _ -"),
  };
}

/** @returns a whole number; `undefined` when the variable is not set. */
export function wholeNumber(env: Environment, name: string, least: number, most: number): number | undefined {
  const value = env[name];
  if (value === undefined) return undefined;
  const number = /^\d+$/.test(value) ? Number(value) : Number.NaN;
  if (number >= least && number <= most) return number;
  throw invalid(env, name, `a whole number from ${least} to ${most}`);
}

/** @returns one of `accepted`; `undefined` when the variable is not set. */
export function oneOf<Value extends string>(
  env: Environment,
  name: string,
  accepted: readonly Value[],
): Value | undefined {
  const value = env[name];
  if (value === undefined) return undefined;
  const found = accepted.find((candidate) => candidate === value);
  if (found !== undefined) return found;
  throw invalid(env, name, accepted.join(" or "));
}

function pattern(env: Environment, name: string, accepted: RegExp, words: string): string | undefined {
  const value = env[name];
  if (value === undefined || accepted.test(value)) return value;
  throw invalid(env, name, `up to 200 ${words}`);
}

function invalid(env: Environment, name: string, accepted: string): TagledgerError {
  return new TagledgerError("TL-CONFIG", `${name} is ${JSON.stringify(env[name])}; accepted is ${accepted}.`);
}

function times(factor: number, value: number | undefined): number | undefined {
  return value === undefined ? undefined : factor * value;
}

type Defined<Settings> = { [Name in keyof Settings]?: Exclude<Settings[Name], undefined> };

function defined<Settings extends object>(settings: Settings): Defined<Settings> {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined)) as Defined<Settings>;
}
