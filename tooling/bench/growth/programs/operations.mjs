import { createRuntime } from "@tagledger/core";
import { interleave } from "../../interleave.mjs";
import { untilProven } from "../../scale/until-proven.mjs";
import { serve } from "../../child.mjs";
import { expectFresh, positionOf, writeOf } from "../entry.mjs";
import { openStore, PATIENT_MS } from "../open-store.mjs";

/**
 * What is done for a request, on ledgers of several sizes in turn.
 *
 * @typedef {object} Task
 * @property {import("../open-store.mjs").Place} place
 * @property {readonly { namespace: string, tags: number }[]} ledgers
 * @property {{ rounds: number, roundMs: number }} effort
 *
 * @typedef {{ operation: string, tags: number, us: number, spread: number }} Cost
 */

serve(async (/** @type {Task} */ { place, ledgers, effort }) => {
  const key = "operations";
  const opened = [];
  for (const { namespace, tags } of ledgers) {
    const runtime = createRuntime({ store: openStore(place, namespace), deadlineMs: PATIENT_MS });
    await untilProven(runtime);
    const position = positionOf(runtime);
    await runtime.write(key, writeOf({ position, createdMs: runtime.clock.now(), body: Buffer.alloc(1000) }));
    // From now on the entry is older than the ledger, and its tags have to be looked at.
    await runtime.invalidate(["another"]);
    opened.push({ tags, runtime });
  }
  const timings = [];
  for (const { operation, run } of [
    { operation: "refresh, nothing new", run: refresh },
    { operation: "near hit", run: hit },
    { operation: "invalidation of a tag", run: invalidate },
  ]) {
    const cases = opened.map(({ tags, runtime }) => ({ name: String(tags), run: () => run(runtime) }));
    for (const { name, us, spread } of await interleave(cases, effort)) {
      timings.push({ operation, tags: Number(name), us, spread });
    }
  }
  await Promise.all(opened.map(({ runtime }) => runtime.close()));
  return timings;

  /** @param {import("@tagledger/core").Runtime} runtime */
  async function refresh(runtime) {
    await runtime.refresh();
    if (!runtime.replica.proven) throw new Error("a refresh failed");
  }

  /** @param {import("@tagledger/core").Runtime} runtime */
  function hit(runtime) {
    return expectFresh(runtime, key);
  }

  /** @param {import("@tagledger/core").Runtime} runtime */
  function invalidate(runtime) {
    return runtime.invalidate(["another"]);
  }
});
