import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { createRuntime, createUseCacheHandler, isHeard, memoryStore, publish } from "@tagledger/core";
import { createMetricsRoute, watchOperations } from "@tagledger/core/telemetry";
import { serve } from "../child.mjs";
import { median, spread } from "../statistics.mjs";

/**
 * What it costs to tell of a read, with nobody and with somebody who listens.
 *
 * @typedef {{ calls: number, rounds: number }} Task
 * @typedef {{ ns: number, spread: number }} Cost of one call
 * @typedef {object} Result
 * @property {Cost} loop what the loop costs without anything to tell
 * @property {Cost} unheard
 * @property {Cost} heard
 * @property {Cost} read a whole read of an entry that is near, as Next.js asks for it
 * @property {Cost} readTraced
 * @property {Cost} readMetered
 * @property {number} unheardBytes that telling nobody allocates, per call
 */

serve(async (/** @type {Task} */ { calls, rounds }) => {
  /** @type {import("@tagledger/core").Events["tagledger:read"]} */
  const event = { key: "u-0", kind: "use-cache", verdict: "fresh", tier: "near", ageMs: 1, bytes: 1, tags: [] };
  let sum = 0;
  const loop = () => {
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
  await handler.set("k", Promise.resolve({ value, tags: ["t"], timestamp, stale: 300, revalidate: 900, expire: 3600 }));
  const readCalls = Math.max(1, Math.round(calls / 400));
  const read = async () => {
    for (let call = 0; call < readCalls; call++) await handler.get("k", []);
  };

  const listener = () => {};
  /** @type {Record<Exclude<keyof Result, "unheardBytes">, number[]>} */
  const times = { loop: [], unheard: [], heard: [], read: [], readTraced: [], readMetered: [] };
  // Before anybody has ever listened: a channel that was listened to is another one to the compiler.
  for (let round = 0; round <= rounds; round++) {
    times.loop.push(await nanoseconds(loop, calls));
    times.unheard.push(await nanoseconds(tell, calls));
    times.read.push(await nanoseconds(read, readCalls));
  }
  const unheardBytes = allocated(tell) / calls;
  for (let round = 0; round <= rounds; round++) {
    subscribe("tagledger:read", listener);
    times.heard.push(await nanoseconds(tell, calls));
    unsubscribe("tagledger:read", listener);
    const end = watchOperations({ began: listener, ended: listener });
    times.readTraced.push(await nanoseconds(read, readCalls));
    end();
  }
  createMetricsRoute();
  for (let round = 0; round <= rounds; round++) times.readMetered.push(await nanoseconds(read, readCalls));
  await runtime.close();
  if (sum === 0) throw new Error("Nothing was counted.");
  const costs = Object.fromEntries(
    Object.entries(times).map(([name, all]) => [name, { ns: median(all.slice(1)), spread: spread(all.slice(1)) }]),
  );
  return { ...costs, unheardBytes };
});

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
