import { row } from "../report/rows.mjs";
import { median, spread } from "../statistics.mjs";
import { runChild } from "../child.mjs";

const ALGORITHMS = /** @type {const} */ (["gzip", "brotli"]);

/**
 * For how long a large entry keeps a process from everything else.
 *
 * @param {import("./scenario.mjs").Part} part
 * @returns {Promise<import("../report/rows.mjs").Row[]>}
 */
export async function growEntry({ places, effort, say }) {
  const compressed = places.flatMap(({ subject, url }) =>
    url === undefined ? [] : ALGORITHMS.map((algorithm) => ({ url, algorithm, subject: `${subject}, ${algorithm}` })),
  );
  const rows = [];
  for (const place of [...places, ...compressed]) {
    const task = { place, bytes: effort.largeBytes, times: effort.times };
    /** @type {import("./programs/large.mjs").Result} */
    const { stored, read } = await runChild(new URL("programs/large.mjs", import.meta.url), task);
    for (const { what, spent } of [
      { what: "storing", spent: stored },
      { what: "reading", spent: read },
    ]) {
      const pauses = spent.map(({ pauseMs }) => pauseMs);
      rows.push(
        row({
          scenario: `growth, longest pause while ${what} an entry of ${effort.largeBytes / 2 ** 20} MiB`,
          subject: place.subject,
          unit: "ms",
          median: median(pauses),
          spread: spread(pauses),
          detail: { longestMs: Math.max(...pauses), tookMs: median(spent.map(({ ms }) => ms)) },
        }),
      );
    }
  }
  say("large entries: measured");
  return rows;
}
