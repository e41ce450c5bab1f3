import { expect, test } from "vitest";
import { loadMutant } from "../src/mutate.ts";
import { MUTANTS } from "../src/mutants.ts";
import { planFor } from "../src/hunt.ts";
import { shrink } from "../src/shrink.ts";
import { simulate } from "../src/simulate.ts";

test("a history that breaks a promise is told with nothing in it that is not needed for that", async () => {
  const mutant = MUTANTS.find(({ name }) => name.startsWith("a stale entry is given out as fresh"));
  if (mutant === undefined) throw new Error("There is no such mutant any more.");
  const product = await loadMutant(mutant);
  const plan = planFor(mutant, mutant.seed);
  const smallest = await shrink(product, plan);
  const size = ({ operations, faults }: typeof plan): number => operations.length + faults.length;
  expect(size(smallest)).toBeLessThan(size(plan));
  expect((await simulate(product, smallest)).problems).not.toEqual([]);
});
