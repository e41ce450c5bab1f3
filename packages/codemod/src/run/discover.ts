import { execFileSync } from "node:child_process";
import { existsSync, type Dirent, readdirSync, statSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";

/** Never ours to change, also where somebody tracks them. */
const FOREIGN = /(?:^|\/)(?:node_modules|\.git|\.next|\.turbo|\.vercel|\.yarn)\//;
/** What git would usually ignore, where there is no git. */
const BUILT = new Set([
  "node_modules",
  ".git",
  ".next",
  ".turbo",
  ".vercel",
  ".yarn",
  "dist",
  "build",
  "out",
  "coverage",
]);

/** The directory whose files are looked at to understand the target: the repository, else the outermost package. */
export function projectRootOf(target: string): string {
  const start = statSync(target).isDirectory() ? target : dirname(target);
  const repository = git(start, ["rev-parse", "--show-toplevel"])?.trim();
  if (repository !== undefined && repository !== "") return repository;
  let root = start;
  for (let at = start; ; at = dirname(at)) {
    if (existsSync(join(at, "package.json")) || existsSync(join(at, "pnpm-workspace.yaml"))) root = at;
    if (dirname(at) === at) return root;
  }
}

/** All files below a directory, relative to it, with `/`, sorted. Links are not followed, so there are no loops. */
export function listFiles(root: string, target: string): string[] {
  const listed = git(root, ["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
  const tracked = listed?.split("\0").filter((path) => path !== "" && !FOREIGN.test(path)) ?? [];
  const inside = relative(root, target).split(sep).join("/");
  const hasTarget = tracked.some((path) => inside === "" || path === inside || path.startsWith(`${inside}/`));
  // Without git, or where git ignores the target: it was asked for by name.
  const files = new Set(hasTarget ? tracked : [...tracked, ...walk(root, listed === undefined ? "" : inside)]);
  return [...files].toSorted();
}

function walk(root: string, start: string): string[] {
  const found: string[] = [];
  const queue = [start];
  for (let directory = queue.pop(); directory !== undefined; directory = queue.pop()) {
    for (const entry of entriesOf(join(root, directory))) {
      const path = directory === "" ? entry.name : `${directory}/${entry.name}`;
      if (entry.isDirectory() && !BUILT.has(entry.name)) queue.push(path);
      if (entry.isFile()) found.push(path);
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

/** @returns `undefined` where there is no git, or no repository. */
export function git(directory: string, args: readonly string[]): string | undefined {
  try {
    return execFileSync("git", ["-C", directory, ...args], {
      encoding: "utf8",
      maxBuffer: 1 << 28,
      stdio: ["ignore", "pipe", "ignore"],
    });
  } catch {
    return undefined;
  }
}
