import { SOURCE } from "./path.ts";
import type { Resolve } from "./resolve.ts";
import { specifiersIn, startsWithDirective } from "./specifiers.ts";
import type { Tree } from "./tree.ts";

/** Which files may import which, and which are for the browser. */
export interface Imports {
  readonly paths: readonly string[];
  readonly importersOf: (path: string) => ReadonlySet<string>;
  readonly importedBy: (path: string) => ReadonlySet<string>;
  /** Whether a parser need not be asked. */
  readonly isCertain: (importer: string, path: string) => boolean;
  /** Whether it starts with `'use client'`. */
  readonly isClient: (path: string) => boolean;
}

const NONE: ReadonlySet<string> = new Set();

/**
 * Read without a parser, because all files of the project have to be looked at. It has too much at most: a comment that
 * looks like an import. The parser is asked about the few that matter.
 */
export function readImports(tree: Tree, resolve: Resolve): Imports {
  const importers = new Map<string, Set<string>>();
  const imported = new Map<string, Set<string>>();
  const certain = new Map<string, ReadonlySet<string>>();
  const clients = new Set<string>();
  const paths = tree.paths.filter((path) => SOURCE.test(path));
  for (const path of paths) {
    const text = tree.read(path);
    if (text === undefined) continue;
    if (startsWithDirective(text, "use client")) clients.add(path);
    const specifiers = specifiersIn(text);
    const targets = new Set(specifiers.all.flatMap((specifier) => resolve(specifier, path)));
    imported.set(path, targets);
    certain.set(path, new Set([...specifiers.certain].flatMap((specifier) => resolve(specifier, path))));
    for (const target of targets) {
      const known = importers.get(target);
      if (known === undefined) importers.set(target, new Set([path]));
      else known.add(path);
    }
  }
  return {
    paths,
    importersOf: (path) => importers.get(path) ?? NONE,
    importedBy: (path) => imported.get(path) ?? NONE,
    isCertain: (importer, path) => certain.get(importer)?.has(path) === true,
    isClient: (path) => clients.has(path),
  };
}
