import { existsSync, lstatSync, realpathSync, statSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import picomatch from "picomatch";
import type { Options } from "../options.ts";
import { createProject } from "../project/project.ts";
import type { Transform } from "../transform.ts";
import { findCandidates, wants } from "./candidates.ts";
import { isIgnored, listFiles, listTracked, projectRootOf } from "./discover.ts";
import { createDiskTree } from "./disk-tree.ts";
import { git, refusalOfGit } from "./git.ts";
import { migrate, type Result } from "./migrate.ts";
import { write } from "./write.ts";

export interface Request {
  /** Absolute paths of files and directories. */
  readonly targets: readonly string[];
  readonly transforms: readonly Transform[];
  readonly options: Options;
  /** Globs, relative to the target. */
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  /** Whether to write. */
  readonly write: boolean;
  /** Whether to write over what git could not bring back. */
  readonly force: boolean;
  readonly onFile?: ((done: number, total: number) => void) | undefined;
}

export interface Report {
  /** The project a path of `results` and `problems` is relative to. */
  readonly root: string;
  /** How many source files were looked at. */
  readonly files: number;
  readonly results: readonly Result[];
  /** What could not be looked at, or not be written. One sentence each, to be put behind the path. */
  /** Sentences about what git could not bring back. */
  readonly notes: readonly string[];
  readonly problems: readonly { readonly path: string; readonly problem: string }[];
}

/** Something a person has to correct before anything is done. */
export class BadRequest extends Error {}

/** Runs the transforms over targets that may be in several projects. */
export function run(request: Request): Report[] {
  if (request.write && !request.force) for (const target of request.targets) refuseWithoutGit(target);
  const roots = new Map<string, string[]>();
  for (const target of request.targets) {
    if (!existsSync(target)) throw new BadRequest(missing(target));
    const real = realpathSync(target);
    const root = realpathSync(projectRootOf(real));
    roots.set(root, [...(roots.get(root) ?? []), real]);
  }
  if (request.write && !request.force) for (const [root, targets] of roots) refuseDirty(root, targets, request);
  return [...roots].map(([root, targets]) => runIn(root, targets, request));
}

function runIn(root: string, targets: readonly string[], request: Request): Report {
  const { transforms, options } = request;
  const all = new Set<string>();
  const selected = new Set<string>();
  const tracked = listTracked(root);
  const notes: string[] = [];
  if (tracked === undefined && request.write) {
    notes.push(`${root}: no git repository could be read here, so git cannot bring back what is replaced.`);
  }
  for (const target of targets) {
    const inside = relative(root, target).split(sep).join("/");
    const accepts = selector(inside, request);
    const wanted: string[] = [];
    for (const path of listFiles(root, inside, tracked)) {
      all.add(path);
      if (accepts(path) && transforms.some((transform) => wants(transform, path, options))) wanted.push(path);
    }
    if (wanted.length === 0)
      throw new BadRequest(`${target}: no source files here; check the path, --include and --exclude`);
    for (const path of wanted) selected.add(path);
    if (request.write && isIgnored(inside, tracked))
      notes.push(`${target}: git ignores this, and cannot bring back what is replaced.`);
  }
  const paths = [...selected].toSorted();
  const candidates = findCandidates({
    root,
    paths,
    transforms,
    options,
    onFile: (done) => request.onFile?.(done, paths.length),
  });
  const problems = candidates.flatMap((file) =>
    "problem" in file ? [{ path: file.path, problem: file.problem }] : [],
  );
  const files = candidates.flatMap((file) => ("text" in file ? [file] : []));
  const tree = createDiskTree(root, [...all]);
  const project = createProject(tree);
  let results = migrate({ files, transforms, options, project, set: tree.set, dry: !request.write });
  if (request.write) {
    results = results.map((result) => {
      const problem =
        result.after === result.before ? undefined : write(join(root, result.path), result.before, result.after);
      if (problem === undefined) return result;
      problems.push({ path: result.path, problem });
      return { ...result, after: result.before, findings: [] };
    });
  }
  return { root, files: paths.length, results, notes, problems };
}

function selector(inside: string, { include, exclude }: Request): (path: string) => boolean {
  const included = include.length === 0 ? () => true : picomatch([...include], { dot: true });
  const excluded = exclude.length === 0 ? () => false : picomatch([...exclude], { dot: true });
  return (path) => {
    if (path === inside) return true;
    if (inside !== "" && !path.startsWith(`${inside}/`)) return false;
    const local = inside === "" ? path : path.slice(inside.length + 1);
    return included(local) && !excluded(local);
  };
}

function missing(target: string): string {
  const isLink = lstatSync(target, { throwIfNoEntry: false })?.isSymbolicLink() === true;
  return isLink ? `${target}: this link leads nowhere` : `${target}: there is no such file or directory`;
}

/** When git is there and does not answer, nobody knows what is committed. */
function refuseWithoutGit(target: string): void {
  if (!existsSync(target)) return;
  const refusal = refusalOfGit(statSync(target).isDirectory() ? target : dirname(target));
  if (refusal === undefined) return;
  throw new BadRequest(
    `${target}: git cannot say what is committed here (${refusal}). Correct that first, so that you can review and undo what is written; or say --force.`,
  );
}

/** What is not committed could not be told from what we write, and git could not bring it back. */
function refuseDirty(root: string, targets: readonly string[], { transforms, options }: Request): void {
  const status = git(root, ["status", "--porcelain", "-z", "--untracked-files=all", "--", ...targets]) ?? "";
  const dirty = status
    .split("\0")
    .map((entry) => entry.slice("XY ".length))
    .filter((path) => transforms.some((transform) => wants(transform, path, options)));
  if (dirty.length === 0) return;
  const files = dirty.length === 1 ? dirty[0] : `${dirty.length} files`;
  throw new BadRequest(
    `${targets.join(", ")}: ${files} here ${dirty.length === 1 ? "is" : "are"} not committed. Commit or stash first, so that you can review and undo what is written; or say --force.`,
  );
}
