import { createUseCacheHandler } from "@tagledger/core";
import { application, runtime } from "./runtime.mjs";

export default createUseCacheHandler(runtime, { application });
