import { type Mutant, loadMutant } from "./mutate.ts";
import { FAULTS, type Plan, planOf } from "./plan.ts";
import { simulate } from "./simulate.ts";

export interface Hunted {
  readonly mutant: Mutant;
  /** How many histories it took; `undefined` when so many did not find it. */
  readonly seeds: number | undefined;
  readonly seed?: number;
  readonly problem: string | undefined;
}

/** @returns the plan in which a mutant is looked for. */
export function planFor({ store, focus }: Mutant, seed: number): Plan {
  const plan = planOf(seed, store);
  return focus?.(plan) ?? plan;
}

/** Looks for a mutant in history after history. */
export async function hunt(mutant: Mutant, maxSeeds: number): Promise<Hunted> {
  const product = await loadMutant(mutant);
  const step = mutant.fault === undefined ? 1 : FAULTS.length;
  const first = mutant.fault === undefined ? 1 : FAULTS.indexOf(mutant.fault) + FAULTS.length;
  for (let looked = 1; looked <= maxSeeds; looked++) {
    const seed = first + (looked - 1) * step;
    const { problems } = await simulate(product, planFor(mutant, seed));
    const [problem] = problems;
    if (problem !== undefined) return { mutant, seeds: looked, seed, problem };
  }
  return { mutant, seeds: undefined, problem: undefined };
}
