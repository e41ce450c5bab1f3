import { posix } from "node:path";

export const SOURCE: RegExp = /\.[cm]?[jt]sx?$/;

/** The directory of a relative path; empty for the project itself. */
export function directoryOf(path: string): string {
  const at = path.lastIndexOf("/");
  return at === -1 ? "" : path.slice(0, at);
}

/** Joins and normalises; `undefined` when it leads out of the project. */
export function within(directory: string, relative: string): string | undefined {
  const path = posix.normalize(posix.join(directory, relative)).replace(/\/$/, "");
  if (path === "..") return undefined;
  if (path.startsWith("../")) return undefined;
  return path === "." ? "" : path;
}

/** The directory and all above it, the nearest first, the project (empty) last. */
export function* ancestors(directory: string): Generator<string> {
  for (let at = directory; at !== ""; at = directoryOf(at)) yield at;
  yield "";
}

export function isInside(path: string, directory: string): boolean {
  return directory === "" || path.startsWith(`${directory}/`);
}
