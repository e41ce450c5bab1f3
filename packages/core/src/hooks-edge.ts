import type { Registration } from "./hooks.ts";

/** Nothing can be invalidated in the edge runtime, so there is nothing to hear of. */
export function onInvalidate(): Registration {
  return { flush: async () => true, stop() {} };
}
