import { setTimeout as sleep } from "node:timers/promises";

/**
 * Waits until a runtime knows the ledger. Its first attempt may miss the deadline, while everything connects at once.
 *
 * @param {import("@tagledger/core").Runtime} runtime
 */
export async function untilProven(runtime) {
  for (;;) {
    await runtime.refresh();
    if (runtime.replica.proven) return;
    await sleep(50);
  }
}
