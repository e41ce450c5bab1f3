import { handlerSuite } from "../src/handler-suite.ts";
import { handlersOn } from "../src/handler-subject.ts";
import { memoryFactory } from "../src/memory-factory.ts";
import { variants } from "../src/variants.ts";

for (const { name, factory } of variants(memoryFactory).filter((variant) => variant.name !== "raw")) {
  handlerSuite({ name: `handlers on the memory store, ${name}`, factory: handlersOn(factory, { pace: 0.1 }) });
}
