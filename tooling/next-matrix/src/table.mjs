/** @typedef {{ testResults: { assertionResults: { fullName: string, status: string }[] }[] }} Report */

/**
 * @param {readonly { version: string, report: Report | undefined }[]} columns without a report, nothing was seen.
 * @returns {string} Markdown: a row for each claim, a column for each version.
 */
export function tableOf(columns) {
  const results = columns.map(
    ({ report }) =>
      new Map(
        (report?.testResults ?? []).flatMap(({ assertionResults }) =>
          assertionResults.map(({ fullName, status }) => [fullName, status]),
        ),
      ),
  );
  const claims = [...new Set(results.flatMap((one) => [...one.keys()]))];
  /** @param {string | undefined} status */
  const cell = (status) => (status === "passed" ? "yes" : status === undefined ? "" : "**no**");
  const line = (/** @type {readonly string[]} */ cells) => `| ${cells.join(" | ")} |`;
  return [
    line(["", ...columns.map(({ version }) => version)]),
    line(["---", ...columns.map(() => "---")]),
    ...claims.map((claim) => line([claim, ...results.map((one) => cell(one.get(claim)))])),
  ].join("\n");
}
