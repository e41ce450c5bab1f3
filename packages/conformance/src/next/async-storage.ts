import { AsyncLocalStorage } from "node:async_hooks";

// As Next.js does before anything else of it is loaded (next@16.4.6 `server/node-environment-baseline.js`).
Reflect.set(globalThis, "AsyncLocalStorage", AsyncLocalStorage);
