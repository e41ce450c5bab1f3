import { runChild } from "../child.mjs";
import { row } from "../report/rows.mjs";

const FULL = { calls: 2_000_000, rounds: 15 };
const MOMENT = { calls: 20_000, rounds: 1 };

/** @type {import("../report/rows.mjs").Scenario} */
export const telemetry = {
  name: "telemetry",
  title: "What a read pays for being told of",
  async run({ effort, say }) {
    /** @type {import("./program.mjs").Result} */
    const { loop, unheard, heard, read, readTraced, readMetered, unheardBytes } = await runChild(
      new URL("program.mjs", import.meta.url),
      effort === "full" ? FULL : MOMENT,
    );
    say("measured");
    const base = { subject: "a near hit of `'use cache'`", unit: "ns" };
    const whole = { ratio: 1, against: "a read that nobody hears of" };
    return [
      row({
        ...base,
        scenario: "telemetry, nobody listens",
        median: Math.max(0, unheard.ns - loop.ns),
        spread: unheard.spread,
        ratio: Math.max(0, unheard.ns - loop.ns) / read.ns,
        against: "the whole read",
        detail: { bytesPerCall: unheardBytes },
      }),
      row({ ...base, scenario: "telemetry, one event heard", median: heard.ns - loop.ns, spread: heard.spread }),
      row({ ...base, ...whole, scenario: "telemetry, the whole read", median: read.ns, spread: read.spread }),
      ...[
        { name: "traced", cost: readTraced },
        { name: "for metrics", cost: readMetered },
      ].map(({ name, cost }) =>
        row({
          ...base,
          ...whole,
          scenario: `telemetry, the whole read, ${name}`,
          median: cost.ns,
          spread: cost.spread,
          ratio: cost.ns / read.ns,
        }),
      ),
    ];
  },
};
