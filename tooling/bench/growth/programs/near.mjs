import { createRuntime, memoryStore } from "@tagledger/core";
import { serve, usedBytes } from "../../child.mjs";
import { positionOf, writeOf } from "../entry.mjs";

/**
 * So many entries go through the memory of one process, which keeps as many as its bound allows.
 *
 * @typedef {{ entries: number, bytes: number, reads: number }} Task `bytes` of one body
 * @typedef {{ writeUs: number, readUs: number, bytes: number, kept: number }} Result `kept` of what was read
 */

serve(async (/** @type {Task} */ { entries, bytes, reads }) => {
  const runtime = createRuntime({ store: memoryStore() });
  await runtime.refresh();
  const position = positionOf(runtime);
  const before = usedBytes();
  const createdMs = runtime.clock.now();
  const begun = performance.now();
  for (let index = 0; index < entries; index++) {
    await runtime.write(`entry-${index}`, {
      ...writeOf({ position, createdMs, body: Buffer.alloc(bytes) }),
      tier: "near",
    });
  }
  const written = performance.now();
  let kept = 0;
  for (let count = 0; count < reads; count++) {
    const key = `entry-${(count * 7919) % entries}`;
    const { entry } = await runtime.read(key, { kind: "use-cache", tier: "near" });
    if (entry !== undefined) kept++;
  }
  const read = performance.now();
  return {
    writeUs: ((written - begun) * 1000) / entries,
    readUs: ((read - written) * 1000) / reads,
    bytes: usedBytes() - before,
    kept: kept / reads,
  };
});
