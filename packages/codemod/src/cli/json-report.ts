import type { Options } from "../options.ts";
import type { Found } from "../run/migrate.ts";
import type { Report } from "../run/run.ts";

/** What `--report` writes; `report.schema.json` of this package describes it. */
export interface JsonReport {
  readonly $schema: string;
  readonly version: 1;
  readonly transforms: readonly string[];
  readonly options: Options;
  /** Whether the changes were written. */
  readonly written: boolean;
  readonly projects: readonly JsonProject[];
  readonly summary: {
    readonly files: number;
    readonly changedFiles: number;
    readonly changed: Readonly<Record<string, number>>;
    readonly left: Readonly<Record<string, number>>;
    readonly notes: Readonly<Record<string, number>>;
    readonly problems: number;
  };
}

interface JsonProject {
  readonly root: string;
  readonly files: readonly JsonFile[];
}

interface JsonFile {
  readonly path: string;
  readonly status: "changed" | "unchanged" | "failed";
  readonly problem?: string;
  readonly findings: readonly Found[];
}

export function jsonReport(
  reports: readonly Report[],
  transforms: readonly string[],
  options: Options,
  written: boolean,
): JsonReport {
  const results = reports.flatMap((report) => report.results);
  const findings = results.flatMap((result) => result.findings);
  const count = (kind: Found["kind"]): Record<string, number> => {
    const counts: Record<string, number> = {};
    for (const finding of findings) {
      const reason = `${finding.transform}/${finding.reason}`;
      if (finding.kind === kind) counts[reason] = (counts[reason] ?? 0) + 1;
    }
    return counts;
  };
  return {
    $schema: "https://unpkg.com/@tagledger/codemod/report.schema.json",
    version: 1,
    transforms,
    options,
    written,
    projects: reports.map(projectOf),
    summary: {
      files: reports.reduce((sum, { files }) => sum + files, 0),
      changedFiles: results.filter(({ before, after }) => before !== after).length,
      changed: count("changed"),
      left: count("left"),
      notes: count("note"),
      problems: problemsOf(reports),
    },
  };
}

/** How many files could not be read, parsed or written. */
export function problemsOf(reports: readonly Report[]): number {
  return reports.reduce(
    (sum, { problems, results }) =>
      sum + problems.length + results.filter(({ failure }) => failure !== undefined).length,
    0,
  );
}

function projectOf({ root, results, problems }: Report): JsonProject {
  const reported = new Set(problems.map(({ path }) => path));
  return {
    root,
    files: [
      ...problems.map(({ path, problem }): JsonFile => ({ path, status: "failed", problem, findings: [] })),
      ...results.flatMap(({ path, before, after, findings, failure }): JsonFile[] => {
        if (reported.has(path) || (before === after && findings.length === 0 && failure === undefined)) return [];
        if (failure !== undefined) return [{ path, status: "failed", problem: failure, findings }];
        return [{ path, status: before === after ? "unchanged" : "changed", findings }];
      }),
    ],
  };
}
