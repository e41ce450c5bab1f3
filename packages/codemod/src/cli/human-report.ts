import { relative } from "node:path";
import colors from "picocolors";
import type { Found } from "../run/migrate.ts";
import type { Report } from "../run/run.ts";

interface Located extends Found {
  readonly path: string;
}

/** What a person reads after a run: grouped by reason, every place as `file:line`. */
export function humanReport(reports: readonly Report[], wrote: boolean, cwd: string): string {
  const show = (root: string, path: string): string => relative(cwd, `${root}/${path}`) || path;
  const found = reports.flatMap(({ root, results }) =>
    results.flatMap(({ path, findings }) =>
      findings.map((finding): Located => ({ ...finding, path: show(root, path) })),
    ),
  );
  const failed = reports.flatMap(({ root, results, problems }) => [
    ...problems.map(({ path, problem }) => `${show(root, path)} ${problem}`),
    ...results.flatMap(({ path, failure }) => (failure === undefined ? [] : [`${show(root, path)} ${failure}`])),
  ]);
  return [
    section(
      wrote ? "Changed" : "Would change",
      colors.green,
      found.filter(({ kind }) => kind === "changed"),
    ),
    section(
      "To know",
      colors.cyan,
      found.filter(({ kind }) => kind === "note"),
    ),
    section(
      "Left for you to decide",
      colors.yellow,
      found.filter(({ kind }) => kind === "left"),
    ),
    failed.length === 0
      ? ""
      : [colors.red(`Left alone (${failed.length})`), ...failed.map((line) => `  ${line}`)].join("\n"),
    summary(reports, wrote, found, failed.length),
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

function section(title: string, colour: (text: string) => string, found: readonly Located[]): string {
  if (found.length === 0) return "";
  const reasons = new Map<string, Located[]>();
  for (const place of found) {
    const reason = `${place.transform}/${place.reason}`;
    reasons.set(reason, [...(reasons.get(reason) ?? []), place]);
  }
  return [colour(`${title} (${found.length})`), ...[...reasons].map(([reason, places]) => group(reason, places))].join(
    "\n",
  );
}

/** A sentence that all places share is said once. */
function group(reason: string, places: readonly Located[]): string {
  const messages = new Set(places.map(({ message }) => message));
  const suggestions = new Set(places.map(({ suggestion }) => suggestion));
  const [message] = messages;
  const [suggestion] = suggestions;
  const lines = places.map((place) => {
    const own = [messages.size > 1 ? place.message : "", suggestions.size > 1 ? (place.suggestion ?? "") : ""];
    return `    ${place.path}:${place.line}  ${own.filter((text) => text !== "").join(" ")}`.trimEnd();
  });
  const shared = [messages.size === 1 ? message : undefined, suggestions.size === 1 ? suggestion : undefined];
  return [
    `  ${colors.bold(reason)} (${places.length})`,
    ...shared.flatMap((text) => (text === undefined ? [] : [`    ${colors.dim(text)}`])),
    ...lines,
  ].join("\n");
}

function summary(reports: readonly Report[], wrote: boolean, found: readonly Located[], failed: number): string {
  const files = reports.reduce((sum, report) => sum + report.files, 0);
  const changed = reports.flatMap(({ results }) => results).filter(({ before, after }) => before !== after).length;
  const count = (kind: Found["kind"]): number => found.filter((finding) => finding.kind === kind).length;
  const parts = [
    `${counted(files, "file")} looked at`,
    `${changed} ${wrote ? "changed" : "would change"} (${counted(count("changed"), "edit")})`,
    `${count("left")} left to decide`,
    ...(failed > 0 ? [`${failed} left alone`] : []),
  ];
  return `${parts.join(", ")}.${wrote || changed === 0 ? "" : " Nothing was written."}`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
