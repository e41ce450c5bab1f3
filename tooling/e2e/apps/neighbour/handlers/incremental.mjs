import { createIncrementalCacheHandler } from "@tagledger/core";
import { application, runtime } from "./runtime.mjs";

export default createIncrementalCacheHandler(runtime, { application });
