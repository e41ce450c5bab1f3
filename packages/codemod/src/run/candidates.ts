import { lstatSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Options } from "../options.ts";
import { SOURCE } from "../project/path.ts";
import type { Transform } from "../transform.ts";
import { decode } from "./text.ts";

/** A file that one of the transforms wants to see, or a problem with one that was asked for. */
export type Candidate = { readonly path: string } & ({ readonly text: string } | { readonly problem: string });

export interface Search {
  readonly root: string;
  readonly paths: readonly string[];
  readonly transforms: readonly Transform[];
  readonly options: Options;
  /** Told after every file. */
  readonly onFile?: ((done: number) => void) | undefined;
}

/**
 * Looks for the needles in the bytes of every file. That is what makes large projects fast: nearly all files are done
 * here, and only what is left is decoded and parsed.
 */
export function findCandidates({ root, paths, transforms, options, onFile }: Search): Candidate[] {
  const found: Candidate[] = [];
  for (const [index, path] of paths.entries()) {
    onFile?.(index + 1);
    const wanting = transforms.filter((transform) => wants(transform, path, options));
    if (wanting.length === 0) continue;
    const needles = new Set(wanting.flatMap((transform) => transform.needles));
    const candidate = read(join(root, path), needles);
    if (candidate !== undefined) found.push({ path, ...candidate });
  }
  return found;
}

export function wants({ files }: Transform, path: string, options: Options): boolean {
  if (files !== undefined) return files(path, options);
  return SOURCE.test(path) && !/\.d\.[cm]?ts$/.test(path);
}

function read(file: string, needles: ReadonlySet<string>): { text: string } | { problem: string } | undefined {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    return readProblem(file, error);
  }
  const utf16 = bytes[0] === 0xff || bytes[0] === 0xfe;
  if (!utf16 && ![...needles].some((needle) => bytes.includes(needle))) return undefined;
  // What a link leads to is looked at where it is, and the link stays one.
  return lstatSync(file).isSymbolicLink() ? undefined : decode(bytes);
}

/** Files that git still lists, submodules and links to nowhere are no problem of ours. */
function readProblem(file: string, error: unknown): { problem: string } | undefined {
  const { code } = error as NodeJS.ErrnoException;
  if (code === "ENOENT" || code === "EISDIR" || code === "ENOTDIR") return undefined;
  if (code === "ELOOP" || lstatSync(file).isSymbolicLink()) return undefined;
  return { problem: `cannot be read (${code ?? String(error)}); check its permissions` };
}
