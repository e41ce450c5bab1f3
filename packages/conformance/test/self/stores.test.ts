import { expect, test } from "vitest";
import { memoryFactory } from "../../src/memory-factory.ts";
import { STORE_TOPICS } from "../../src/store-suite.ts";
import type { StoreFactory } from "../../src/store-subject.ts";
import { decorated } from "../../src/variants.ts";
import { BROKEN_LEASES } from "./broken-leases.ts";
import { BROKEN_STORES, type BrokenStore } from "./broken-stores.ts";
import { BROKEN_WALKS } from "./broken-walks.ts";
import { ENDLESS, failureOf, findClaim } from "./catches.ts";

function factoryOf({ create }: BrokenStore): StoreFactory {
  return (settings) => {
    const mutate = create();
    return decorated(memoryFactory, (store) => mutate(store))(settings);
  };
}

test.for([...BROKEN_STORES, ...BROKEN_LEASES, ...BROKEN_WALKS])("a store that $name is caught", async (mutant) => {
  const claim = findClaim(STORE_TOPICS, ...mutant.caughtBy);
  expect(await failureOf(claim, memoryFactory), "the claim holds for the reference").toBeUndefined();
  const failure = await failureOf(claim, factoryOf(mutant), mutant.hangs ? 500 : undefined);
  expect(failure, `"${claim.name}" fails`).toBeDefined();
  expect(failure === ENDLESS).toBe(mutant.hangs === true);
});
