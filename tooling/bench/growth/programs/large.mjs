import { createRuntime } from "@tagledger/core";
import { untilProven } from "../../scale/until-proven.mjs";
import { serve } from "../../child.mjs";
import { expectFresh, positionOf, writeOf } from "../entry.mjs";
import { openStore, PATIENT_MS } from "../open-store.mjs";
import { withLongestPause } from "../pause.mjs";

/**
 * Stores and reads a large entry, several times.
 *
 * @typedef {{ place: import("../open-store.mjs").Place, bytes: number, times: number }} Task
 * @typedef {{ ms: number, pauseMs: number }} Spent
 * @typedef {{ stored: Spent[], read: Spent[] }} Result
 */

serve(async (/** @type {Task} */ { place, bytes, times }) => {
  const runtime = createRuntime({ store: openStore(place, "large"), nearBytes: 0, deadlineMs: PATIENT_MS });
  await untilProven(runtime);
  const rows = Array.from({ length: bytes >> 6 }, (_, id) =>
    JSON.stringify({ id, price: (id * 7919) % 9973, name: `Product ${id}` }).padEnd(64),
  );
  const body = Buffer.from(rows.join("")).subarray(0, bytes);
  /** @type {Result} */
  const result = { stored: [], read: [] };
  // The first time is not counted: code is compiled and buffers grow.
  for (let time = 0; time <= times; time++) {
    const key = `large-${time}`;
    const write = writeOf({ position: positionOf(runtime), createdMs: runtime.clock.now(), body });
    const stored = await withLongestPause(() => runtime.write(key, write));
    const read = await withLongestPause(() => expectFresh(runtime, key));
    if (time === 0) continue;
    result.stored.push({ ms: stored.ms, pauseMs: stored.pauseMs });
    result.read.push({ ms: read.ms, pauseMs: read.pauseMs });
  }
  await runtime.close();
  return result;
});
