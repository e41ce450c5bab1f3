import { isReached } from "./rows.mjs";

/** @typedef {import("./rows.mjs").Row} Row */

/**
 * @param {{ machine: string, scenarios: readonly (import("./write.mjs").Measured & import("./write.mjs").When)[] }} result
 * @returns {string} the page of the results
 */
export function markdown({ machine, scenarios }) {
  const head = [
    "# Benchmark",
    "",
    `Made by \`pnpm bench\` on ${machine}. Ratios compare medians of one run, in which everything was measured in turn;`,
    "absolute figures are of this machine, that day. `latest.json` has the same rows, and [notes.md](notes.md) says what",
    "they led to, and how far a ratio can be trusted.",
    "",
    ...targets(scenarios.flatMap(({ rows }) => rows)),
  ];
  const parts = scenarios.flatMap(({ name, title, rows, date, commit }) => [
    `## ${title}`,
    "",
    `\`pnpm bench ${name}\`, ${date.slice(0, 10)}, at ${commit}.`,
    "",
    ...(rows.some((row) => row.ratio !== null) ? [`![${title}](${name}.svg)`, ""] : []),
    "| scenario | subject | tags | median | spread | ratio | against | target | commands |",
    "| --- | --- | ---: | ---: | ---: | ---: | --- | --- | ---: |",
    ...rows.map(line),
    "",
  ]);
  return [...head, ...parts].join("\n");
}

/** @param {readonly Row[]} rows */
function targets(rows) {
  const missed = rows.filter((row) => isReached(row) === false);
  const reached = rows.filter((row) => isReached(row) === true);
  if (missed.length + reached.length === 0) return [];
  return [
    "## Targets",
    "",
    `${reached.length} reached, ${missed.length} missed${missed.length === 0 ? "." : ":"}`,
    "",
    ...missed.map((row) => {
      const { scenario, subject, tags, ratio, error } = row;
      const many = tags ? `, ${tags.toLocaleString("en")} tags` : "";
      return `- ${scenario}, ${subject}${many}: ${error ?? number(ratio)} (${targetOf(row).split(",")[0]})`;
    }),
    ...(missed.length > 0 ? [""] : []),
  ];
}

/** @param {Row} row */
function line(row) {
  const { scenario, subject, tags, median, unit, spread, ratio, against, commandsPerRequest, error } = row;
  const failure = error === undefined ? "" : `failed: ${error.replaceAll(/[|\n]/g, " ")}`;
  const value = [figure(median, unit), failure].filter((part) => part !== "").join("; ");
  const cells = [
    scenario,
    subject,
    tags === null ? "" : tags.toLocaleString("en"),
    value,
    spread === null ? "" : `${Math.round(spread * 100)} %`,
    number(ratio),
    against ?? "",
    targetOf(row),
    number(commandsPerRequest),
  ];
  return `| ${cells.join(" | ")} |`;
}

/** @param {Row} row */
function targetOf(row) {
  if (row.target === null) return "";
  const reached = isReached(row);
  const verdict = reached === undefined ? "not measured" : reached ? "reached" : "**missed**";
  return `${row.atMost ? "≤" : "≥"} ${row.target}, ${verdict}`;
}

/** @param {number | null} value */
function number(value) {
  return value === null ? "" : value.toFixed(value < 10 ? 3 : 1);
}

/**
 * @param {number | null} value
 * @param {string} unit
 */
function figure(value, unit) {
  if (value === null) return "";
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 1 ? 1 : 3;
  return `${value.toLocaleString("en", { maximumFractionDigits: digits })} ${unit}`;
}
