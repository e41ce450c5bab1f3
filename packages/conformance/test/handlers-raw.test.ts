import { handlerSuite } from "../src/handler-suite.ts";
import { handlersOn } from "../src/handler-subject.ts";
import { memoryFactory } from "../src/memory-factory.ts";

handlerSuite({ name: "handlers on the memory store", factory: handlersOn(memoryFactory) });
