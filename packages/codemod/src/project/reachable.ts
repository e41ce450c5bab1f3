import type { ModuleFacts } from "./module-facts.ts";
import type { Reach } from "./reach.ts";
import type { Resolve } from "./resolve.ts";

/** What the search needs to know of a project. */
export interface Graph {
  readonly importers: () => ReadonlyMap<string, ReadonlySet<string>>;
  readonly facts: (path: string) => ModuleFacts | undefined;
  readonly resolve: Resolve;
  readonly entryPoint: (path: string) => Reach | undefined;
}

/** From which entry points the code of a file can run: up along the imports. */
export function reachOf(file: string, graph: Graph): ReadonlySet<Reach> {
  const reach = new Set<Reach>();
  const seen = new Set<string>();
  const queue: { readonly path: string; readonly client: boolean }[] = [{ path: file, client: false }];
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const { path, client } = next;
    const key = `${client ? "client" : "server"}\t${path}`;
    if (seen.has(key)) continue;
    seen.add(key);

    const isClient = client || graph.facts(path)?.directives.has("use client") === true;
    if (isClient) reach.add("client");
    const kind = graph.entryPoint(path);
    // Server code has only references to what is behind 'use client'. The Pages Router does not know the directive.
    if (kind !== undefined && (!isClient || kind === "pages" || kind === "test")) reach.add(kind);
    const importers = [...(graph.importers().get(path) ?? [])].filter((importer) => imports(importer, path, graph));
    if (kind === undefined && importers.length === 0) reach.add("loose");
    for (const importer of importers) queue.push({ path: importer, client: isClient });
  }
  return reach;
}

/** Whether it does so at run time. What does not parse may do anything. */
function imports(importer: string, path: string, graph: Graph): boolean {
  const facts = graph.facts(importer);
  if (facts === undefined) return true;
  return facts.imports.some(({ specifier }) => graph.resolve(specifier, importer).includes(path));
}
