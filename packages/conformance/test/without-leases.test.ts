import { COLD_MISSES } from "../src/handlers/cold-misses.ts";
import { handlersOn } from "../src/handler-subject.ts";
import { memoryFactory } from "../src/memory-factory.ts";
import { LEASES } from "../src/store/leases.ts";
import { registerTopics } from "../src/suite.ts";
import { decorated, variants } from "../src/variants.ts";

/** The reference, without what it need not have. */
const factory = decorated(memoryFactory, ({ lease: _none, ...store }) => store);

for (const variant of variants(factory)) {
  registerTopics(`a store without leases, ${variant.name}`, [LEASES], variant.factory);
  registerTopics(`handlers on it, ${variant.name}`, [COLD_MISSES], handlersOn(variant.factory));
}
