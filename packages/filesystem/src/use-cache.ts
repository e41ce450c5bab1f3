import { createUseCacheHandler, type NextUseCacheHandler } from "@tagledger/core";
import { processRuntime } from "./process-runtime.ts";

const { runtime, application } = await processRuntime();

/** For `cacheHandlers.default` and `cacheHandlers.remote` of next.config. Configured by `TAGLEDGER_*`. */
const handler: NextUseCacheHandler = createUseCacheHandler(runtime, { application });
export default handler;
