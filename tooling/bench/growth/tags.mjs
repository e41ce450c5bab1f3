import { row } from "../report/rows.mjs";
import { median, spread } from "../statistics.mjs";
import { runChild } from "../child.mjs";
import { fillLedger } from "./fill.mjs";

/** @typedef {import("./programs/join.mjs").Joined} Joined */

/**
 * What a request, an instance and its start cost with few and with many tags.
 *
 * @param {import("./scenario.mjs").Part} part
 * @returns {Promise<import("../report/rows.mjs").Row[]>}
 */
export async function growTags({ places, effort, say }) {
  const rows = [];
  for (const place of places) {
    const { subject } = place;
    const ledgers = effort.tags.map((tags) => ({ namespace: `tags-${tags}`, tags }));
    for (const ledger of ledgers) await fillLedger(place, { ...ledger, key: "seed" });
    say(`${subject}: ${effort.tags.join(", ")} tags invalidated`);

    /** @type {Map<number, Joined[]>} */
    const joined = new Map(effort.tags.map((tags) => [tags, []]));
    for (let round = 0; round < effort.starts; round++) {
      for (const { namespace, tags } of round % 2 === 0 ? ledgers : ledgers.toReversed()) {
        joined
          .get(tags)
          ?.push(await runChild(new URL("programs/join.mjs", import.meta.url), { place, namespace, key: "seed" }));
      }
    }
    rows.push(...joinRows(subject, joined));
    say(`${subject}: instances started`);

    /** @type {import("./programs/operations.mjs").Cost[]} */
    const costs = await runChild(new URL("programs/operations.mjs", import.meta.url), {
      place,
      ledgers,
      effort: effort.costs,
    });
    for (const { operation, tags, us, spread: ofUs } of costs) {
      const fewest = costs.find((other) => other.operation === operation && other.tags === effort.tags[0]);
      const ratio = fewest === undefined ? null : us / fewest.us;
      const against = `${effort.tags[0]} tags`;
      rows.push(
        row({ scenario: `growth, ${operation}`, subject, tags, unit: "µs", median: us, spread: ofUs, ratio, against }),
      );
    }
  }
  return rows;
}

/**
 * @param {string} subject
 * @param {ReadonlyMap<number, readonly Joined[]>} joined
 */
function joinRows(subject, joined) {
  return Array.from(joined, ([tags, starts]) => {
    const ms = starts.map((start) => start.ms);
    const bytes = median(starts.map((start) => start.bytes));
    return [
      row({
        scenario: "growth, start until the first entry is served",
        subject,
        tags,
        unit: "ms",
        median: median(ms),
        spread: spread(ms),
        detail: { longestPauseMs: median(starts.map(({ pauseMs }) => pauseMs)) },
      }),
      row({
        scenario: "growth, memory of a process for its ledger",
        subject,
        tags,
        unit: "bytes",
        median: bytes,
        spread: spread(starts.map((start) => start.bytes)),
        detail: { marks: median(starts.map(({ marks }) => marks)), bytesPerTag: bytes / tags },
      }),
    ];
  }).flat();
}
