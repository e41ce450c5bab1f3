import type { Plan } from "./plan.ts";
import type { Product } from "./product.ts";
import { simulate } from "./simulate.ts";

/** @returns a plan that still breaks a promise, and has nothing in it that is not needed for that. */
export async function shrink(product: Product, plan: Plan): Promise<Plan> {
  let smallest = plan;
  for (const part of ["faults", "operations"] as const) {
    for (let index = smallest[part].length - 1; index >= 0; index--) {
      const smaller = { ...smallest, [part]: smallest[part].toSpliced(index, 1) } as Plan;
      const { problems } = await simulate(product, smaller);
      if (problems.length > 0) smallest = smaller;
    }
  }
  for (const plain of [{ withSeeds: false }, { coldMissWaitMs: 0 }, { graceMs: 0 }, { slowness: 1 }]) {
    const smaller = { ...smallest, ...plain };
    const { problems } = await simulate(product, smaller);
    if (problems.length > 0) smallest = smaller;
  }
  return smallest;
}
