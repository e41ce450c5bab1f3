import { memoised, once } from "../once.ts";
import type { Imports } from "./imports.ts";
import type { ModuleFacts } from "./module-facts.ts";
import { REACHES, type Reach } from "./reach.ts";
import type { Resolve } from "./resolve.ts";

/** What the search needs to know of a project. */
export interface Graph {
  readonly imports: Imports;
  readonly facts: (path: string) => ModuleFacts | undefined;
  readonly resolve: Resolve;
  readonly entryPoint: (path: string) => Reach | undefined;
}

/** Server code has only references to what is behind 'use client'. The Pages Router and tests have the code. */
const THROUGH_CLIENTS: ReadonlySet<Reach> = new Set(["client", "pages", "test"]);

/** The kinds whose absence is relied upon. An import that may be of anything, and that one of them reaches, is no absence. */
const REQUESTS: readonly Reach[] = ["route", "pages", "proxy", "instrumentation"];

/**
 * From which entry points the code of a file can run. For each kind the shortest way down from an entry point is known
 * without a parser; it counts when the parser confirms every import of it, or else finds another way up.
 */
export function createReach(graph: Graph): (file: string) => ReadonlySet<Reach> {
  const entries = entriesOf(graph);
  const ways = memoised((kind: Reach) => waysDown(kind, entries.get(kind) ?? [], graph));
  const isSuspected = once(() => {
    const opaque = [...graph.imports.opaque].filter((importer) => isOpaque(importer, graph));
    return REQUESTS.some((kind) => opaque.some((file) => ways(kind).has(file)) && searchUp(opaque, kind, graph));
  });
  return memoised((file) => {
    const found = REACHES.filter(
      (kind) => ways(kind).has(file) && (confirms(file, ways(kind), graph) || searchUp([file], kind, graph)),
    );
    // What only seemed to import it does not.
    const sure = found.length === 0 ? ["loose" as const] : found;
    return new Set(isSuspected() ? [...sure, "unknown" as const] : sure);
  });
}

/** Whether the parser, too, sees an import that may be of anything. What does not parse may do anything. */
function isOpaque(importer: string, { facts, resolve }: Graph): boolean {
  const known = facts(importer);
  return known === undefined || known.imports.some(({ specifier }) => resolve(specifier, importer).opaque);
}

function entriesOf({ imports, entryPoint }: Graph): ReadonlyMap<Reach, readonly string[]> {
  const entries = new Map<Reach, string[]>(REACHES.map((kind) => [kind, []]));
  for (const path of imports.paths) {
    const kind = entryPoint(path) ?? (isLoose(path, imports.importersOf(path).size, imports) ? "loose" : undefined);
    if (kind !== undefined) entries.get(kind)?.push(path);
    if (imports.isClient(path)) entries.get("client")?.push(path);
  }
  return entries;
}

/** The other paths that links give a file do not make it one that nothing imports. */
function isLoose(path: string, importers: number, { isLink }: Imports): boolean {
  return importers === 0 && !isLink(path);
}

/** For every file below the entries, who imports it on the shortest way; the entries import themselves. */
function waysDown(kind: Reach, entries: readonly string[], { imports }: Graph): ReadonlyMap<string, string> {
  const through = THROUGH_CLIENTS.has(kind);
  const passes = (path: string): boolean => through || !imports.isClient(path);
  const ways = new Map<string, string>();
  let level = entries.filter(passes);
  for (const entry of level) ways.set(entry, entry);
  while (level.length > 0) {
    const next: string[] = [];
    for (const importer of level) {
      for (const path of imports.importedBy(importer)) {
        if (ways.has(path) || !passes(path)) continue;
        ways.set(path, importer);
        next.push(path);
      }
    }
    level = next;
  }
  return ways;
}

function confirms(file: string, ways: ReadonlyMap<string, string>, graph: Graph): boolean {
  for (let path = file; ;) {
    const importer = ways.get(path);
    if (importer === undefined || importer === path) return importer === path;
    if (!doesImport(importer, path, graph)) return false;
    path = importer;
  }
}

function searchUp(files: readonly string[], kind: Reach, graph: Graph): boolean {
  const seen = new Set(files);
  for (const path of seen) {
    if (!THROUGH_CLIENTS.has(kind) && graph.imports.isClient(path)) continue;
    const importers = [...graph.imports.importersOf(path)].filter((importer) => doesImport(importer, path, graph));
    if (kind === "client" && graph.imports.isClient(path)) return true;
    if ((graph.entryPoint(path) ?? (isLoose(path, importers.length, graph.imports) ? "loose" : undefined)) === kind)
      return true;
    // A set that grows while it is walked is a queue without repetitions.
    for (const importer of importers) seen.add(importer);
  }
  return false;
}

/** Whether it does so at run time. What does not parse may do anything. */
function doesImport(importer: string, path: string, { imports: { isCertain }, facts, resolve }: Graph): boolean {
  if (isCertain(importer, path)) return true;
  const known = facts(importer);
  return (
    known === undefined || known.imports.some(({ specifier }) => resolve(specifier, importer).files.includes(path))
  );
}
