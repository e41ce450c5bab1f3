export { calm, calmDown, type Chaos, chaosStore, EVERYTHING, NOTHING, type StoreOperation } from "./chaos-store.ts";
export { type Claim, type Topic, topic } from "./claim.ts";
export {
  type HandlerFactory,
  type HandlerProcess,
  handlersOn,
  type HandlersOptions,
  type HandlerSubject,
  type ProcessOptions,
} from "./handler-subject.ts";
export { HANDLER_TOPICS, handlerSuite, type HandlerSuiteOptions } from "./handler-suite.ts";
export { memoryFactory } from "./memory-factory.ts";
export { STORE_TOPICS, storeSuite, type StoreSuiteOptions } from "./store-suite.ts";
export type { StoreFactory, StoreSettings, StoreSubject } from "./store-subject.ts";
export { manualTime, realTime, type TestTime } from "./test-time.ts";
export { decorated, variants } from "./variants.ts";
export { type Work, watchWork } from "./work.ts";
