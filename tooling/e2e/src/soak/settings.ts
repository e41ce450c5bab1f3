import { randomInt } from "node:crypto";

/** How long to soak, and which faults in which order. */
export interface SoakSettings {
  readonly minutes: number;
  readonly seed: number;
}

const MINUTES_IN_THE_TESTS = 2;

/** Reads `TAGLEDGER_SOAK_MINUTES` and `TAGLEDGER_SOAK_SEED`, which `pnpm soak` sets. */
export function readSoakSettings(env: { readonly [name: string]: string | undefined }): SoakSettings {
  return {
    minutes: positive(env, "TAGLEDGER_SOAK_MINUTES") ?? MINUTES_IN_THE_TESTS,
    seed: positive(env, "TAGLEDGER_SOAK_SEED") ?? randomInt(1, 2 ** 31),
  };
}

function positive(env: { readonly [name: string]: string | undefined }, name: string): number | undefined {
  const value = env[name];
  if (value === undefined) return undefined;
  const number = Number(value);
  if (number > 0 && Number.isFinite(number)) return number;
  throw new Error(`${name} is ${JSON.stringify(value)}; accepted is a number above 0.`);
}
