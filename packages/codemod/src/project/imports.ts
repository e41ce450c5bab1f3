import type { Sources } from "./links.ts";
import { moduleFacts } from "./module-facts.ts";
import type { Resolve } from "./resolve.ts";
import { HOLE, specifiersIn, startsWithDirective } from "./specifiers.ts";
import type { Tree } from "./tree.ts";

/** Which files may import which, and which are for the browser. */
export interface Imports {
  readonly paths: readonly string[];
  readonly importersOf: (path: string) => ReadonlySet<string>;
  readonly importedBy: (path: string) => ReadonlySet<string>;
  /** Those that may import any file at all, as far as that can be told without a parser. */
  readonly opaque: ReadonlySet<string>;
  /** Whether a parser need not be asked. */
  readonly isCertain: (importer: string, path: string) => boolean;
  /** Whether it starts with `'use client'`. */
  readonly isClient: (path: string) => boolean;
  /** Whether it is a path that leads through a symbolic link. */
  readonly isLink: (path: string) => boolean;
}

const NONE: ReadonlySet<string> = new Set();

/**
 * Read without a parser, because all files of the project have to be looked at. It has too much at most: a comment that
 * looks like an import. The parser is asked about the few that matter.
 */
export function readImports(tree: Tree, { files, linked }: Sources, resolve: Resolve): Imports {
  const importers = new Map<string, Set<string>>();
  const imported = new Map<string, ReadonlySet<string>>();
  const certain = new Map<string, ReadonlySet<string>>();
  const clients = new Set<string>();
  const opaque = new Set<string>();
  const add = (importer: string, targets: Set<string>, sure: ReadonlySet<string>): void => {
    imported.set(importer, targets);
    certain.set(importer, sure);
    for (const target of targets) {
      const others = importers.get(target);
      if (others === undefined) importers.set(target, new Set([importer]));
      else others.add(importer);
    }
  };
  for (const path of files) {
    const text = tree.read(path);
    if (text === undefined) continue;
    if (startsWithDirective(text, "use client")) clients.add(path);
    const { all, certain: sure, unclear } = specifiersIn(text);
    const targets = new Set<string>();
    for (const specifier of unclear ? parsed(path, text, all) : all) {
      const meaning = resolve(specifier, path);
      for (const file of meaning.files) targets.add(file);
      if (meaning.opaque) opaque.add(path);
    }
    add(path, targets, new Set([...sure].flatMap((specifier) => resolve(specifier, path).files)));
  }
  // Where a link shows a file, the file itself is loaded.
  for (const [path, file] of linked) add(path, new Set([file]), new Set([file]));
  return {
    paths: [...files, ...linked.keys()],
    opaque,
    importersOf: (path) => importers.get(path) ?? NONE,
    importedBy: (path) => imported.get(path) ?? NONE,
    isCertain: (importer, path) => certain.get(importer)?.has(path) === true,
    isClient: (path) => clients.has(path),
    isLink: (path) => linked.has(path),
  };
}

/** The parser's answer; without one the file may import anything besides. */
function parsed(path: string, text: string, all: readonly string[]): readonly string[] {
  const facts = moduleFacts(path, text);
  return facts === undefined ? [...all, HOLE] : facts.imports.map(({ specifier }) => specifier);
}
