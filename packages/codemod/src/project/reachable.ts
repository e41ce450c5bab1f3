import type { ModuleFacts } from "./module-facts.ts";
import type { Reach } from "./reach.ts";
import type { Resolve } from "./resolve.ts";

/** What the search needs to know of a project. */
export interface Graph {
  /** Who may import a file; also those that only mention it, or import its types. */
  readonly importers: () => ReadonlyMap<string, ReadonlySet<string>>;
  readonly read: (path: string) => string | undefined;
  readonly facts: (path: string) => ModuleFacts | undefined;
  readonly resolve: Resolve;
  readonly entryPoint: (path: string) => Reach | undefined;
}

/** How much is asked of an import, and of a directive, before it is believed. */
interface Evidence {
  readonly imports: (importer: string, path: string) => boolean;
  readonly isClient: (path: string) => "yes" | "no" | "perhaps";
}

/**
 * From which entry points the code of a file can run: up along the imports. The text of the files gives a quick answer
 * that has too much at most; the parser is then asked until all of that is confirmed, which usually is soon.
 */
export function reachOf(file: string, graph: Graph): ReadonlySet<Reach> {
  const suspected = search(file, graph, {
    imports: () => true,
    isClient: (path) => (graph.read(path)?.includes("use client") === true ? "perhaps" : "no"),
  });
  return search(
    file,
    graph,
    {
      imports: (importer, path) => imports(importer, path, graph),
      isClient: (path) => (graph.facts(path)?.directives.has("use client") === true ? "yes" : "no"),
    },
    suspected,
  );
}

/** @param enough where it may stop. */
function search(file: string, graph: Graph, evidence: Evidence, enough?: ReadonlySet<Reach>): ReadonlySet<Reach> {
  const reach = new Set<Reach>();
  const seen = new Set<string>();
  const queue: { readonly path: string; readonly client: boolean }[] = [{ path: file, client: false }];
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const { path } = next;
    const key = `${next.client ? "client" : "server"}\t${path}`;
    if (seen.has(key)) continue;
    seen.add(key);

    const directive = next.client ? "yes" : evidence.isClient(path);
    if (directive !== "no") reach.add("client");
    const client = directive === "yes";
    const kind = graph.entryPoint(path);
    // Server code has only references to what is behind 'use client'. The Pages Router does not know the directive.
    if (kind !== undefined && (!client || kind === "pages" || kind === "test")) reach.add(kind);
    const importers = [...(graph.importers().get(path) ?? [])].filter((importer) => evidence.imports(importer, path));
    if (kind === undefined && importers.length === 0) reach.add("loose");
    if (enough !== undefined && [...enough].every((one) => reach.has(one))) return reach;
    for (const importer of importers) queue.push({ path: importer, client });
  }
  return reach;
}

/** Whether it does so at run time. What does not parse may do anything. */
function imports(importer: string, path: string, graph: Graph): boolean {
  const facts = graph.facts(importer);
  if (facts === undefined) return true;
  return facts.imports.some(({ specifier }) => graph.resolve(specifier, importer).includes(path));
}
