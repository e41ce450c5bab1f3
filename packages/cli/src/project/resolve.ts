import { readFileSync, realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

/**
 * @param folder of a project.
 * @returns the file that a module of the project would import; `undefined` when there is none.
 */
export function resolveFrom(folder: string, specifier: string): string | undefined {
  try {
    return createRequire(join(folder, "package.json")).resolve(specifier);
  } catch {
    return undefined;
  }
}

/** @returns the version of a package as a project sees it; `undefined` when it is not installed. */
export function versionOf(folder: string, name: string): string | undefined {
  const manifest = resolveFrom(folder, `${name}/package.json`);
  if (manifest === undefined) return undefined;
  return (readJson(manifest) as { version?: string } | undefined)?.version;
}

/** @returns `undefined` when there is no such file, or it is not JSON. */
export function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as unknown;
  } catch {
    return undefined;
  }
}

/** @returns the path without symbolic links; as it is when nothing is there. */
export function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
