import type { Node } from "./scope.ts";

/** One name in an import, or in a pattern that takes a module apart. */
export interface CacheSpecifier {
  /** The name that `next/cache` exports. */
  readonly imported: string;
  readonly local: string;
  readonly node: Node;
}

export function importSpecifier(node: Node): CacheSpecifier {
  const imported = nameOf(node["imported"] as Node);
  return { imported, local: node["local"] == null ? imported : nameOf(node["local"] as Node), node };
}

export function patternSpecifiers(pattern: Node): CacheSpecifier[] {
  return (pattern["properties"] as Node[]).flatMap((node) => {
    const key = node["key"] as Node | undefined;
    const value = node["value"] as Node | undefined;
    if (key === undefined || value === undefined || node["computed"] === true) return [];
    const target = value.type === "AssignmentPattern" ? (value["left"] as Node) : value;
    return target.type === "Identifier" ? [{ imported: nameOf(key), local: nameOf(target), node }] : [];
  });
}

/** Names in import and export clauses may be strings. */
export function nameOf(node: Node): string {
  return String(node["name"] ?? node["value"]);
}

export function firstLocal(declaration: Node): string {
  const [first] = (declaration["specifiers"] ?? []) as Node[];
  return first === undefined ? "" : nameOf((first["local"] ?? first["imported"]) as Node);
}
