import { setTimeout as sleep } from "node:timers/promises";
import { createRuntime } from "@tagledger/core";
import { serve, usedBytes } from "../../child.mjs";
import { openStore } from "../open-store.mjs";
import { withLongestPause } from "../pause.mjs";

/**
 * A process that comes to a ledger: with the settings of every process, whose requests do not wait for longer than half
 * a second.
 *
 * @typedef {{ place: import("../open-store.mjs").Place, namespace: string, key: string }} Task
 * @typedef {{ ms: number, pauseMs: number, bytes: number, marks: number }} Joined `ms` until an entry was served
 */

serve(async (/** @type {Task} */ { place, namespace, key }) => {
  const store = openStore(place, namespace);
  const before = usedBytes();
  const runtime = createRuntime({ store });
  const { ms, pauseMs } = await withLongestPause(async () => {
    for (;;) {
      await runtime.refresh();
      const { verdict } = await runtime.read(key, { kind: "use-cache" });
      if (verdict === "fresh") return;
      await sleep(5);
    }
  });
  const bytes = usedBytes() - before;
  const marks = runtime.replica.size;
  await runtime.close();
  return { ms, pauseMs, bytes, marks };
});
