import { createRuntime } from "@tagledger/core";
import { untilProven } from "../scale/until-proven.mjs";
import { positionOf, writeOf } from "./entry.mjs";
import { openStore, PATIENT_MS } from "./open-store.mjs";

/** As many as one call may invalidate without keeping others waiting. */
const TAGS_PER_CALL = 1000;

/**
 * Invalidates tags, and then writes an entry that is fresh.
 *
 * @param {import("./open-store.mjs").Place} place
 * @param {{ namespace: string, tags: number, key: string }} options
 */
export async function fillLedger(place, { namespace, tags, key }) {
  const store = openStore(place, namespace);
  try {
    let position = (await store.news(undefined))?.position;
    for (let from = 0; from < tags; from += TAGS_PER_CALL) {
      const length = Math.min(TAGS_PER_CALL, tags - from);
      const names = Array.from({ length }, (_, index) => `product-${from + index}`);
      position = (await store.append([{ kind: "hard", tags: names }], position)).news.position;
    }
  } finally {
    await store.close();
  }
  await writeEntries(place, { namespace, keys: [key], bytes: 1000 });
}

/** As many writes as are under way at a time. */
const AT_ONCE = 64;

/**
 * Entries with one body.
 *
 * @param {import("./open-store.mjs").Place} place
 * @param {{ namespace: string, keys: readonly string[], bytes: number }} options
 */
export async function writeEntries(place, { namespace, keys, bytes }) {
  const runtime = createRuntime({ store: openStore(place, namespace), deadlineMs: PATIENT_MS, nearBytes: 0 });
  try {
    await untilProven(runtime);
    const write = writeOf({
      position: positionOf(runtime),
      createdMs: runtime.clock.now(),
      body: Buffer.alloc(bytes),
    });
    for (let from = 0; from < keys.length; from += AT_ONCE) {
      await Promise.all(keys.slice(from, from + AT_ONCE).map((key) => runtime.write(key, write)));
    }
  } finally {
    await runtime.close();
  }
}
