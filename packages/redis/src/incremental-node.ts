import { createIncrementalCacheHandler, type NextIncrementalHandlerClass } from "@tagledger/core";
import { openRedis } from "./open-redis.ts";

const { runtime, settings, nextVersion } = await openRedis();

export const IncrementalHandler: NextIncrementalHandlerClass = createIncrementalCacheHandler(runtime, {
  ...settings.incremental,
  application: settings.application,
  nextVersion,
});
