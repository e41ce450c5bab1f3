import { createRuntime } from "@tagledger/core";
import { interleave } from "../../interleave.mjs";
import { untilProven } from "../../scale/until-proven.mjs";
import { serve } from "../../child.mjs";
import { expectFresh, positionOf, writeOf } from "../entry.mjs";
import { openStore, PATIENT_MS } from "../open-store.mjs";

/**
 * Reads and writes of a store that holds few or many entries, in turn.
 *
 * @typedef {object} Task
 * @property {import("../open-store.mjs").Place} place
 * @property {readonly { namespace: string, entries: number }[]} stores each has so many times `entry-<n>`
 * @property {{ rounds: number, roundMs: number }} effort
 *
 * @typedef {{ operation: string, entries: number, us: number, spread: number }} Cost
 */

serve(async (/** @type {Task} */ { place, stores, effort }) => {
  const opened = [];
  for (const { namespace, entries } of stores) {
    const runtime = createRuntime({ store: openStore(place, namespace), nearBytes: 0, deadlineMs: PATIENT_MS });
    await untilProven(runtime);
    opened.push({ entries, runtime });
  }
  let count = 0;
  const timings = [];
  for (const operation of ["shared hit", "set of a new entry"]) {
    const cases = opened.map(({ entries, runtime }) => ({
      name: String(entries),
      run: operation === "shared hit" ? () => hit(runtime, entries) : () => add(runtime),
    }));
    for (const { name, us, spread } of await interleave(cases, effort)) {
      timings.push({ operation, entries: Number(name), us, spread });
    }
  }
  await Promise.all(opened.map(({ runtime }) => runtime.close()));
  return timings;

  /**
   * @param {import("@tagledger/core").Runtime} runtime
   * @param {number} entries
   */
  function hit(runtime, entries) {
    return expectFresh(runtime, `entry-${(count++ * 7919) % entries}`);
  }

  /** @param {import("@tagledger/core").Runtime} runtime */
  function add(runtime) {
    const body = Buffer.alloc(1000);
    return runtime.write(
      `new-${count++}`,
      writeOf({ position: positionOf(runtime), createdMs: runtime.clock.now(), body }),
    );
  }
});
