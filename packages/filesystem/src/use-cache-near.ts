import { createUseCacheHandler, type NextUseCacheHandler } from "@tagledger/core";
import { processRuntime } from "./process-runtime.ts";

const { runtime, application } = await processRuntime();

/** For `cacheHandlers.default`: entries stay in the memory of each process and are invalidated on every instance. */
const handler: NextUseCacheHandler = createUseCacheHandler(runtime, { tier: "near", application });
export default handler;
