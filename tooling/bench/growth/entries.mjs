import { row } from "../report/rows.mjs";
import { runChild } from "../child.mjs";
import { writeEntries } from "./fill.mjs";

const BODY_BYTES = 1000;

/**
 * What entries cost: in the memory of a process, which is bounded, and in the store.
 *
 * @param {import("./scenario.mjs").Part} part
 * @returns {Promise<import("../report/rows.mjs").Row[]>}
 */
export async function growEntries({ places, effort, say }) {
  const rows = await nearRows(effort);
  say("near tier: measured");
  for (const place of places) {
    const { subject } = place;
    const counts = effort.stored;
    const stores = counts.map((entries) => ({ namespace: `entries-${entries}`, entries }));
    for (const { namespace, entries } of stores) {
      const keys = Array.from({ length: entries }, (_, index) => `entry-${index}`);
      await writeEntries(place, { namespace, keys, bytes: BODY_BYTES });
    }
    say(`${subject}: ${counts.join(", ")} entries written`);
    /** @type {import("./programs/entries.mjs").Cost[]} */
    const costs = await runChild(new URL("programs/entries.mjs", import.meta.url), {
      place,
      stores,
      effort: effort.costs,
    });
    for (const { operation, entries, us, spread } of costs) {
      const fewest = costs.find((other) => other.operation === operation && other.entries === counts[0]);
      rows.push(
        row({
          scenario: `growth, ${operation} among ${entries} entries`,
          subject,
          unit: "µs",
          median: us,
          spread,
          ratio: fewest === undefined ? null : us / fewest.us,
          against: `${counts[0]} entries`,
          detail: { entries },
        }),
      );
    }
  }
  return rows;
}

/** @param {import("./scenario.mjs").Part["effort"]} effort */
async function nearRows({ entries: counts, reads }) {
  const rows = [];
  /** @type {number | undefined} */
  let fewestUs;
  for (const entries of counts) {
    /** @type {import("./programs/near.mjs").Result} */
    const { writeUs, readUs, bytes, kept } = await runChild(new URL("programs/near.mjs", import.meta.url), {
      entries,
      bytes: BODY_BYTES,
      reads,
    });
    fewestUs ??= readUs;
    rows.push(
      row({
        scenario: `growth, near tier after ${entries} entries`,
        subject: "64 MiB",
        unit: "µs to read one",
        median: readUs,
        ratio: readUs / fewestUs,
        against: `${counts[0]} entries`,
        detail: { entries, writeUs, memoryBytes: bytes, keptShare: kept },
      }),
    );
  }
  return rows;
}
