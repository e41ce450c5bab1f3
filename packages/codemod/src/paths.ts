import type { ASTPath, Collection } from "jscodeshift";
import type { Node } from "./scope.ts";

/** A node and where it hangs. The path, which costs more than the node, is made when it is asked for. */
interface Entry {
  readonly node: Node;
  readonly parent: Entry | undefined;
  readonly steps: readonly (string | number)[];
  path?: ASTPath;
}

const known = new WeakMap<Collection, ReadonlyMap<string, readonly Entry[]>>();

const named = new WeakMap<Collection, ReadonlyMap<string, readonly Entry[]>>();

/** What a node has besides its parts. */
const NO_PARTS = new Set([
  "loc",
  "extra",
  "comments",
  "leadingComments",
  "trailingComments",
  "innerComments",
  "errors",
]);

/**
 * All nodes of a type, from the outside to the inside. A file is walked once for all types, and not by ast-types, whose
 * visitor makes a path for every node.
 */
export function pathsOf(root: Collection, type: string, accepts?: (node: Node) => boolean): readonly ASTPath[] {
  let byType = known.get(root);
  if (byType === undefined) known.set(root, (byType = collect(root)));
  const entries = byType.get(type) ?? [];
  return (accepts === undefined ? entries : entries.filter(({ node }) => accepts(node))).map(pathOf);
}

/** All identifiers of a name. They are sorted by name once, so that many names cost no more than one. */
export function identifiersOf(root: Collection, name: string): readonly ASTPath[] {
  let byName = named.get(root);
  if (byName === undefined) {
    pathsOf(root, "Identifier", () => false);
    named.set(root, (byName = groupByName(known.get(root)?.get("Identifier") ?? [])));
  }
  return (byName.get(name) ?? []).map(pathOf);
}

function groupByName(entries: readonly Entry[]): ReadonlyMap<string, readonly Entry[]> {
  const byName = new Map<string, Entry[]>();
  for (const entry of entries) {
    const name = entry.node["name"] as string;
    const same = byName.get(name);
    if (same === undefined) byName.set(name, [entry]);
    else same.push(entry);
  }
  return byName;
}

function collect(root: Collection): ReadonlyMap<string, readonly Entry[]> {
  const [path] = root.paths() as ASTPath[];
  const byType = new Map<string, Entry[]>();
  if (path === undefined) return byType;
  const visit = (entry: Entry): void => {
    const { node } = entry;
    const entries = byType.get(node.type);
    if (entries === undefined) byType.set(node.type, [entry]);
    else entries.push(entry);
    for (const field of Object.keys(node)) {
      const value = node[field];
      if (value === null || typeof value !== "object" || NO_PARTS.has(field)) continue;
      if (!Array.isArray(value)) {
        if (isNode(value)) visit({ node: value, parent: entry, steps: [field] });
        continue;
      }
      for (const [index, item] of value.entries()) {
        if (isNode(item)) visit({ node: item, parent: entry, steps: [field, index] });
      }
    }
  };
  visit({ node: path.node as unknown as Node, parent: undefined, steps: [], path });
  return byType;
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && typeof (value as { type?: unknown }).type === "string";
}

function pathOf(entry: Entry): ASTPath {
  if (entry.path === undefined && entry.parent !== undefined) {
    entry.path = pathOf(entry.parent).get(...entry.steps) as ASTPath;
  }
  return entry.path as ASTPath;
}
