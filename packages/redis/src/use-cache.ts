import { createUseCacheHandler, type NextUseCacheHandler } from "@tagledger/core";
import { openRedis } from "./open-redis.ts";

const { runtime, settings, nextVersion } = await openRedis();

/** For `cacheHandlers.default` and `cacheHandlers.remote` of next.config. Configured by `TAGLEDGER_*`. */
const handler: NextUseCacheHandler = createUseCacheHandler(runtime, { application: settings.application, nextVersion });
export default handler;
