import { createRuntime, createUseCacheHandler } from "@tagledger/core";
import { untilProven } from "../scale/until-proven.mjs";
import { rate } from "./measured.mjs";

/** How much longer than the least that can be asked a refresh with nothing new may take at Redis. */
const MOST = 1.3;

/**
 * What the ledger costs: asking it, and writing into it.
 *
 * @param {(name: string) => import("@tagledger/core").Store} open
 * @param {import("./raw.mjs").Raw} raw
 * @returns {Promise<import("./measured.mjs").Group>}
 */
export async function invalidationCases(open, raw) {
  const reader = createRuntime({ store: open("ledger") });
  const writer = createRuntime({ store: open("ledger") });
  await Promise.all([untilProven(reader), untilProven(writer)]);
  const handler = createUseCacheHandler(writer);
  // Always the same ones: how the cost grows with their number is measured elsewhere.
  const tags = Array.from({ length: 1000 }, (_, index) => `tag-${index}`);
  const refresh = () => reader.refresh();
  /** @type {import("../interleave.mjs").Case[]} */
  const cases = [
    { name: "refresh, nothing new", run: refresh },
    { name: raw.pingName, run: raw.ping },
    { name: "refresh, 1 new mark", prepare: () => writer.invalidate(tags.slice(0, 1)), run: refresh },
    { name: "refresh, 1000 new marks", prepare: () => writer.invalidate(tags), run: refresh },
    { name: "updateTags, 1 tag", run: () => handler.updateTags(tags.slice(0, 1)) },
    { name: "updateTags, 500 tags", run: () => handler.updateTags(tags.slice(0, 500)) },
  ];
  return {
    cases,
    describe(timings) {
      const rows = timings.map(({ name }) => rate(timings, name));
      const [asked, least] = timings;
      if (asked === undefined || least === undefined) throw new Error("the refresh was not measured");
      const against = least.name;
      const ratio = asked.us / least.us;
      const bound = against === "PING" ? { target: MOST, atMost: /** @type {const} */ (true) } : {};
      rows.push({
        scenario: "handlers refresh, nothing new, time",
        unit: "µs",
        median: asked.us,
        spread: asked.spread,
        ratio,
        against,
        ...bound,
      });
      return rows;
    },
    close: () => Promise.all([reader.close(), writer.close()]),
  };
}
