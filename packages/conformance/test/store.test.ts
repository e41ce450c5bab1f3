import { memoryFactory } from "../src/memory-factory.ts";
import { storeSuite } from "../src/store-suite.ts";
import { variants } from "../src/variants.ts";

for (const { name, factory } of variants(memoryFactory)) storeSuite({ name: `memory store, ${name}`, factory });
