import { row } from "../report/rows.mjs";
import { summary } from "./measure.mjs";

/** @typedef {import("../report/rows.mjs").Row} Row */

/** The least share of the requests per second without any tags that is left with a million. */
const FLAT = 0.97;
/** The most commands per request that `strong` may take, everything near. */
const MOST_COMMANDS = 2;

/**
 * @param {readonly import("./measure.mjs").Cell[]} cells of one run
 * @param {string} name of the scenario
 * @returns {Row[]}
 */
export function rowsOf(cells, name) {
  return cells.flatMap((cell) => {
    const { page } = cell;
    const { name: subject, tags, baseline, redis } = cell.subject;
    const base = { scenario: `${name} ${page.path}`, subject, tags, unit: "requests/s" };
    if (cell.samples.length === 0) return [row({ ...base, error: cell.error ?? "not measured" })];
    const { perSecond, spread, commands, bytes, cpuMs, p99Ms } = summary(cell);
    const builtin = cells.find((other) => other.page === page && other.subject.name === baseline);
    const none = cells.find(
      (other) => other.page === page && other.subject.name === subject && other.subject.tags === 0,
    );
    const against = (/** @type {typeof cell | undefined} */ other) =>
      other === undefined || other.samples.length === 0 ? null : perSecond / summary(other).perSecond;
    const measured = {
      ...base,
      median: perSecond,
      spread,
      commandsPerRequest: redis === undefined ? null : commands,
    };
    /** @type {Row[]} */
    const rows = [
      row({
        ...measured,
        ratio: against(builtin),
        against: `${baseline}, no tags`,
        target: page.targets[subject] ?? null,
        detail: { cpuMsPerRequest: cpuMs, p99Ms, ...(Number.isFinite(bytes) && { redisBytesPerRequest: bytes }) },
        ...(cell.error !== undefined && { error: cell.error }),
      }),
    ];
    if (tags > 0) {
      const target = subject in page.targets ? FLAT : null;
      rows.push(
        row({
          ...measured,
          scenario: `${base.scenario}, growth`,
          ratio: against(none),
          against: "the same, no tags",
          target,
        }),
      );
    }
    if (subject === "redis strong") {
      rows.push(
        row({
          ...base,
          scenario: `${base.scenario}, commands`,
          unit: "commands per request",
          median: commands,
          ratio: commands,
          against: "one command",
          target: MOST_COMMANDS,
          atMost: true,
          commandsPerRequest: commands,
        }),
      );
    }
    return rows;
  });
}
