import { type Dirent, existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { git } from "./git.ts";

/** Never ours to change, also where somebody tracks them. */
const FOREIGN = /(?:^|\/)(?:node_modules|\.git|\.next|\.turbo|\.vercel|\.yarn)\//;
const NEVER = new Set(["node_modules", ".git", ".next", ".turbo", ".vercel", ".yarn"]);
/** What git would usually ignore, where there is no git: beside a package.json. Elsewhere `build` may be a page. */
const BUILT = new Set(["dist", "build", "out", "coverage"]);

/**
 * The directory whose files are looked at to understand the target: the repository; without git the nearest package, or
 * the workspace around it. A `package.json` further up, as some have in their home directory, is none of ours.
 */
export function projectRootOf(target: string): string {
  const start = statSync(target).isDirectory() ? target : dirname(target);
  const repository = git(start, ["rev-parse", "--show-toplevel"])?.trim();
  if (repository !== undefined && repository !== "") return repository;
  const above = [...upwards(start)];
  const nearest = above.find((directory) => existsSync(join(directory, "package.json")));
  return above.find(isWorkspace) ?? nearest ?? start;
}

function* upwards(start: string): Generator<string> {
  yield start;
  if (dirname(start) !== start) yield* upwards(dirname(start));
}

function isWorkspace(directory: string): boolean {
  if (existsSync(join(directory, "pnpm-workspace.yaml"))) return true;
  const manifest = join(directory, "package.json");
  return existsSync(manifest) && readFileSync(manifest, "utf8").includes(`"workspaces"`);
}

/** What git knows of and does not ignore, relative to the root; `undefined` without git. */
export function listTracked(root: string): readonly string[] | undefined {
  const listed = git(root, ["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
  return listed?.split("\0").filter((path) => path !== "" && !FOREIGN.test(path));
}

/** All files of a project for a target in it, relative to the root, with `/`. Links are among them and not followed: there are no loops. */
export function listFiles(root: string, inside: string, tracked: readonly string[] | undefined): readonly string[] {
  if (tracked === undefined) return walk(root, "");
  // It was asked for by name.
  return isIgnored(inside, tracked) ? [...tracked, ...walk(root, inside)] : tracked;
}

/** Whether there is git, and it knows nothing of what is inside. */
export function isIgnored(inside: string, tracked: readonly string[] | undefined): boolean {
  if (tracked === undefined || inside === "") return false;
  return !tracked.some((path) => path === inside || path.startsWith(`${inside}/`));
}

function walk(root: string, start: string): string[] {
  const found: string[] = [];
  if (start !== "" && statSync(join(root, start)).isFile()) return [start];
  const queue = [start];
  for (let directory = queue.pop(); directory !== undefined; directory = queue.pop()) {
    const entries = entriesOf(join(root, directory));
    const isPackage = entries.some(({ name }) => name === "package.json");
    for (const entry of entries) {
      const path = directory === "" ? entry.name : `${directory}/${entry.name}`;
      if (NEVER.has(entry.name) || (isPackage && entry.isDirectory() && BUILT.has(entry.name))) continue;
      if (entry.isDirectory()) queue.push(path);
      if (entry.isFile() || entry.isSymbolicLink()) found.push(path);
    }
  }
  return found;
}

/** A directory that may not be read has no files for us. */
function entriesOf(directory: string): Dirent[] {
  try {
    return readdirSync(directory, { withFileTypes: true });
  } catch {
    return [];
  }
}
