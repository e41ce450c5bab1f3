import { beforeAll, describe, expect, test } from "vitest";
import { planFor } from "../src/hunt.ts";
import { loadMutant } from "../src/mutate.ts";
import { MUTANTS } from "../src/mutants.ts";
import { loadProduct, type Product } from "../src/product.ts";
import { simulate } from "../src/simulate.ts";

let product: Product;

beforeAll(async () => {
  product = await loadProduct();
});

describe("the checker finds", () => {
  test.each(MUTANTS)("$name", async (mutant) => {
    const plan = planFor(mutant, mutant.seed);
    const broken = await simulate(await loadMutant(mutant), plan);
    expect(broken.problems).not.toEqual([]);
    // What it finds is what was planted.
    expect((await simulate(product, plan)).problems).toEqual([]);
  });
});

test("a mutant that no longer matches is an error", async () => {
  const edits = [{ file: "core/dist/verdict.js", from: "what was never written", to: "" }];
  await expect(loadMutant({ name: "lost", edits })).rejects.toThrow("finds 0");
});
