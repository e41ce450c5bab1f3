import { createIncrementalCacheHandler, type NextIncrementalHandlerClass } from "@tagledger/core";
import { processRuntime } from "./process-runtime.ts";

const { runtime, settings, application, nextVersion } = await processRuntime();

export const IncrementalHandler: NextIncrementalHandlerClass = createIncrementalCacheHandler(runtime, {
  ...settings.incremental,
  application,
  nextVersion,
});
