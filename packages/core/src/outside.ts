import { AsyncLocalStorage } from "node:async_hooks";

/**
 * Runs `body` outside of the request it is called in. Next.js calls handlers within the asynchronous scope of a
 * prerender, where reading a clock makes the route dynamic or fails it (next@16.4.6
 * `server/node-environment-extensions`); whatever needs the request's work store reads it before.
 */
export const outside: <Result>(body: () => Result) => Result = AsyncLocalStorage.snapshot();
