import { edgeSafe, type NextIncrementalHandlerClass } from "@tagledger/core/edge";

/*
 * Next.js also bundles this module for edge routes, where there are no sockets: whatever needs one is imported only
 * elsewhere. The bundler replaces the variable, which must therefore be written exactly like this.
 */
let Handler: NextIncrementalHandlerClass | undefined;
if (process.env.NEXT_RUNTIME !== "edge") {
  ({ IncrementalHandler: Handler } = await import("./incremental-node.ts"));
}

/** For `cacheHandler` of next.config. Configured by `TAGLEDGER_*`. In the edge runtime it caches nothing. */
const IncrementalHandler: NextIncrementalHandlerClass = edgeSafe(Handler);
export default IncrementalHandler;
