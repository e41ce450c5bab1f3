import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { buildPackages } from "@tagledger/fleet";

/**
 * `node --expose-gc tooling/bench/telemetry/run.mjs`: what it costs to tell of a read, with nobody and with somebody who
 * listens. Prints JSON. Each way of telling runs in rounds that take turns, and the best round counts: what disturbs a
 * measurement only ever adds. `nobodyNs` is what a read pays with telemetry off, `bytesPerCall` what it allocates for it.
 */

const { values } = parseArgs({
  options: { calls: { type: "string", default: "2000000" }, rounds: { type: "string", default: "9" } },
});
const calls = Number(values.calls);
const rounds = Number(values.rounds);

await buildPackages(fileURLToPath(new URL("..", import.meta.url)));
const { createRuntime, createUseCacheHandler, isHeard, memoryStore, publish } = await import("@tagledger/core");
const { createMetricsRoute, watchOperations } = await import("@tagledger/core/telemetry");

/** @type {import("@tagledger/core").Events["tagledger:read"]} */
const event = { key: "u-0", kind: "use-cache", verdict: "fresh", tier: "near", ageMs: 1, bytes: 1, tags: [] };

let sum = 0;
const empty = () => {
  for (let call = 0; call < calls; call++) sum += call & 1;
};
/** As the path of a read does it. */
const tell = () => {
  for (let call = 0; call < calls; call++) {
    if (isHeard("tagledger:read")) publish("tagledger:read", () => ({ ...event, ageMs: call }));
    sum += call & 1;
  }
};

const runtime = createRuntime({ store: memoryStore(), coldMissWaitMs: 0 });
await runtime.refresh();
const handler = createUseCacheHandler(runtime);
const timestamp = performance.timeOrigin + performance.now();
const value = /** @type {ReadableStream<Uint8Array>} */ (new Response("value").body);
const entry = { value, tags: ["t"], timestamp, stale: 300, revalidate: 900, expire: 3600 };
await handler.set("k", Promise.resolve(entry));

const readCalls = Math.max(1, Math.round(calls / 400));
/** A whole read of an entry that is near, as Next.js asks for it. */
const read = async () => {
  for (let call = 0; call < readCalls; call++) await handler.get("k", []);
};

const listener = () => {};
const watch = () => watchOperations({ began: listener, ended: listener });

/** @type {Record<string, number[]>} */
const times = { empty: [], nobody: [], somebody: [], readUnwatched: [], readWatched: [] };
// Before anybody has ever listened: a channel that was listened to is another one to the compiler.
for (let round = 0; round < rounds; round++) {
  times["empty"]?.push(await nanoseconds(empty, calls));
  times["nobody"]?.push(await nanoseconds(tell, calls));
  times["readUnwatched"]?.push(await nanoseconds(read, readCalls));
}
const bytesPerCall = allocated(tell) / calls;
for (let round = 0; round < rounds; round++) {
  subscribe("tagledger:read", listener);
  times["somebody"]?.push(await nanoseconds(tell, calls));
  unsubscribe("tagledger:read", listener);
  const end = watch();
  times["readWatched"]?.push(await nanoseconds(read, readCalls));
  end();
}
createMetricsRoute();
times["readMeasured"] = [];
for (let round = 0; round < rounds; round++) times["readMeasured"]?.push(await nanoseconds(read, readCalls));
await runtime.close();

const best = Object.fromEntries(Object.entries(times).map(([name, all]) => [`${name}Ns`, round2(Math.min(...all))]));
console.log(JSON.stringify({ node: process.version, calls, rounds, ...best, bytesPerCall: round2(bytesPerCall), sum }));

/**
 * @param {() => void | Promise<void>} body
 * @param {number} count how many calls it makes
 */
async function nanoseconds(body, count) {
  const begun = process.hrtime.bigint();
  await body();
  return Number(process.hrtime.bigint() - begun) / count;
}

/**
 * @param {() => void} body
 * @returns {number} bytes by which the heap has grown, nothing being collected meanwhile.
 */
function allocated(body) {
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  body();
  return Math.max(0, process.memoryUsage().heapUsed - before);
}

/** @param {number} number */
function round2(number) {
  return Math.round(number * 100) / 100;
}
