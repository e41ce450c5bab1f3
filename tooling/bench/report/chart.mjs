/** @typedef {import("./rows.mjs").Row} Row */

const WIDTH = 760;
const LABEL = 400;
const LINE = 18;
const MOST = 1.5;

/**
 * Bars of the ratios, with a line at 1 and a mark where the target is. What was measured with tags is in the table alone.
 *
 * @param {string} title
 * @param {readonly Row[]} rows
 * @returns {string} an SVG
 */
export function chart(title, rows) {
  const shown = rows.filter((row) => row.ratio !== null && !row.tags);
  const height = 44 + shown.length * LINE;
  const bars = shown.flatMap((row, index) => {
    const y = 36 + index * LINE;
    const ratio = row.ratio ?? 0;
    const mark = row.target === null ? "" : `<path class="target" d="M${x(row.target)} ${y - 1}v14"/>`;
    return [
      `<text x="${LABEL - 8}" y="${y + 10}" text-anchor="end">${escape(`${row.scenario} · ${row.subject}`)}</text>`,
      `<rect x="${LABEL}" y="${y}" width="${Math.max(1, x(ratio) - LABEL)}" height="12"/>`,
      mark,
      `<text x="${x(ratio) + 4}" y="${y + 10}">${ratio.toFixed(2)}</text>`,
    ];
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escape(title)}">`,
    "<style>text{font:11px system-ui,sans-serif;fill:#222}rect{fill:#4a7dbd}.one{stroke:#999;stroke-dasharray:3 3}.target{stroke:#b3261e;stroke-width:2}",
    "@media(prefers-color-scheme:dark){text{fill:#ddd}rect{fill:#6ba0e0}.one{stroke:#777}.target{stroke:#ff8a80}}</style>",
    `<text x="8" y="18" style="font-weight:600;font-size:13px">${escape(title)}</text>`,
    `<path class="one" d="M${x(1)} 28V${height - 6}"/>`,
    ...bars,
    "</svg>",
    "",
  ].join("\n");
}

/** @param {number} ratio */
function x(ratio) {
  return LABEL + (Math.min(ratio, MOST) / MOST) * (WIDTH - LABEL - 48);
}

/** @param {string} text */
function escape(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
