import { closeSync, existsSync, openSync, rmSync, writeFileSync } from "node:fs";
import { relative, resolve } from "node:path";
import { createTwoFilesPatch } from "diff";
import { PRESERVING, transformsOf } from "../recipes.ts";
import { BadRequest, type Report, run } from "../run/run.ts";
import { type Command, readArguments } from "./arguments.ts";
import { choose } from "./choose.ts";
import { helpText } from "./help.ts";
import { humanReport } from "./human-report.ts";
import { jsonReport, problemsOf } from "./json-report.ts";
import { createProgress } from "./progress.ts";
import { packageVersion } from "./version.ts";

/** Where the command line reads and writes; a test gives its own. */
export interface Surroundings {
  readonly cwd: string;
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly now: () => number;
  /** Whether a person can be asked. */
  readonly interactive: boolean;
}

/** @returns the exit code: 0 done, 1 something is wrong, 2 with `--check` something is to be changed or decided. */
export async function main(args: readonly string[], around: Surroundings): Promise<number> {
  try {
    const command = readArguments(args);
    if (command.help) around.stdout.write(`${helpText()}\n`);
    else if (command.version) around.stdout.write(`${packageVersion()}\n`);
    else return await execute(command, around);
    return 0;
  } catch (error) {
    if (!(error instanceof BadRequest)) throw error;
    around.stderr.write(`${error.message}\n`);
    return 1;
  }
}

async function execute(command: Command, around: Surroundings): Promise<number> {
  refuseUnknownName(command, around.cwd);
  const names = await namesOf(command, around);
  const transforms = names.flatMap((name) => transformsOf(name) ?? []);
  const wrote = !command.dry && !command.check;
  const report = command.report === undefined ? undefined : resolve(around.cwd, command.report);
  if (report !== undefined) refuseUnwritable(report);
  const progress = createProgress(around.stderr, around.now);
  const reports = run({
    targets: (command.paths.length === 0 ? ["."] : command.paths).map((path) => resolve(around.cwd, path)),
    transforms,
    options: command.options,
    include: command.include,
    exclude: command.exclude,
    write: wrote,
    force: command.force,
    onFile: progress.onFile,
  });
  progress.clear();
  for (const { notes } of reports) for (const note of notes) around.stderr.write(`${note}\n`);
  if (command.diff || command.print) around.stdout.write(shown(reports, command, around.cwd));
  around.stdout.write(`${humanReport(reports, wrote, around.cwd)}\n`);
  const json = jsonReport(
    reports,
    transforms.map(({ name }) => name),
    command.options,
    wrote,
  );
  if (report !== undefined) saveReport(report, json);
  if (problemsOf(reports) > 0) return 1;
  const open = json.summary.changedFiles > 0 || Object.keys(json.summary.left).length > 0;
  return command.check && open ? 2 : 0;
}

/** A transform that is misspelt would otherwise be a path that is not there. */
function refuseUnknownName({ transform, paths }: Command, cwd: string): void {
  const [first] = paths;
  if (transform !== undefined || first === undefined || !/^[\w-]+$/.test(first)) return;
  if (!existsSync(resolve(cwd, first)))
    throw new BadRequest(`${first}: there is no such path, and no such transform. See --help.`);
}

async function namesOf({ transform }: Command, around: Surroundings): Promise<readonly string[]> {
  if (transform !== undefined) return [transform];
  if (!around.interactive) {
    around.stderr.write(
      `No transform was named, so those run that preserve what the app does: ${PRESERVING.join(", ")}.\n`,
    );
    return PRESERVING;
  }
  const chosen = await choose(around.stdin, around.stdout);
  if (chosen === undefined) throw new BadRequest("That is none of them. See --help.");
  return [chosen];
}

function shown(reports: readonly Report[], { diff }: Command, cwd: string): string {
  return reports
    .flatMap(({ root, results }) =>
      results.flatMap(({ path, before, after }) => {
        if (before === after) return [];
        const name = relative(cwd, `${root}/${path}`);
        return [diff ? patch(name, before, after) : `── ${name}\n${after}\n`];
      }),
    )
    .join("");
}

/** Said before anything is changed. */
function refuseUnwritable(file: string): void {
  const existed = existsSync(file);
  trying(file, () => closeSync(openSync(file, "a")));
  if (!existed) rmSync(file, { force: true });
}

function saveReport(file: string, json: unknown): void {
  trying(file, () => writeFileSync(file, `${JSON.stringify(json, undefined, 2)}\n`));
}

function trying(file: string, act: () => void): void {
  try {
    act();
  } catch (error) {
    throw new BadRequest(
      `${file}: the report cannot be written (${(error as NodeJS.ErrnoException).code ?? String(error)}).`,
    );
  }
}

/** As `git apply` takes it. */
function patch(name: string, before: string, after: string): string {
  return createTwoFilesPatch(`a/${name}`, `b/${name}`, before, after)
    .replace(/^=+\n/, "")
    .replace(/^(---|\+\+\+) (.*)\t$/gm, "$1 $2");
}
