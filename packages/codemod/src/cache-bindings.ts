import type { CacheBinding, CacheBindings, CacheReExport, CacheReference } from "./cache-binding.ts";
import type { ASTPath, Collection } from "jscodeshift";
import { type CacheSpecifier, firstLocal, importSpecifier, nameOf, patternSpecifiers } from "./cache-specifiers.ts";
import { loadsIn } from "./module-loads.ts";
import { identifiersOf, pathsOf } from "./paths.ts";
import { isReference, type Node, scopeOf } from "./scope.ts";

export type { CacheBinding, CacheBindings, CacheReExport, CacheReference } from "./cache-binding.ts";
export type { CacheSpecifier } from "./cache-specifiers.ts";

/**
 * Whether a name that a module exports is that of `next/cache`. A module may pass some of them on, and have others of its
 * own. Without a name: whether that may be so for any.
 */
export type IsCache = (specifier: string, name?: string) => boolean;

/** Everything a file has from `next/cache`, by scope and not by name. */
export function findCacheBindings(root: Collection, isCache: IsCache): CacheBindings {
  const bindings: CacheBinding[] = [];
  const references: CacheReference[] = [];
  const reExports: CacheReExport[] = [];
  const sourceOf = (node: unknown): string | undefined => {
    const value = (node as { value?: unknown } | null | undefined)?.value;
    return typeof value === "string" && isCache(value) ? value : undefined;
  };

  const passed = (source: string, specifiers: readonly CacheSpecifier[]): readonly CacheSpecifier[] =>
    specifiers.filter(({ imported }) => isCache(source, imported));
  const each = (type: string, visit: (path: ASTPath, node: Node) => void): void => {
    for (const path of pathsOf(root, type)) visit(path, path.node as unknown as Node);
  };
  const follow = (local: string, scope: Node | undefined, found: (path: ASTPath) => void): void => {
    for (const path of identifiersOf(root, local)) {
      if (isReference(path) && scopeOf(path, local) === scope) found(path);
    }
  };
  const add = (imported: string, path: ASTPath, binding: CacheBinding, local?: string): void => {
    references.push({ imported, local, path, node: path.node as unknown as Node, binding, role: roleOf(path) });
  };
  const addNamed = (binding: CacheBinding, scope: Node | undefined): void => {
    bindings.push(binding);
    for (const { imported, local, node } of binding.specifiers) {
      follow(local, scope, (path) => {
        if (!isWithin(path, node)) add(imported, path, binding, local);
      });
    }
  };
  const addNamespace = (specifier: string, id: Node, scope: Node | undefined, typeOnly = false): void => {
    const binding: CacheBinding = { kind: "namespace", node: id, specifiers: [], typeOnly, specifier };
    bindings.push(binding);
    follow(id["name"] as string, scope, (path) => {
      if (path.node !== (id as unknown)) addMember(path, binding);
    });
  };
  const addMember = (object: ASTPath, binding: CacheBinding): void => {
    const parent = object.parent as ASTPath;
    const member = parent.node as unknown as Node;
    if (member.type === "VariableDeclarator") addPattern(binding.specifier, parent.get("id") as ASTPath);
    const property = (member["property"] ?? member["right"]) as Node | undefined;
    if (!/^(?:Optional)?MemberExpression$|^TSQualifiedName$/.test(member.type) || property === undefined) return;
    const name = member["computed"] === true ? property["value"] : property["name"];
    if (typeof name !== "string" || (member["object"] ?? member["left"]) !== (object.node as unknown)) return;
    if (isCache(binding.specifier, name)) add(name, parent, binding);
  };
  const addPattern = (specifier: string, target: ASTPath): void => {
    const node = target.node as unknown as Node;
    if (node.type === "Identifier") addNamespace(specifier, node, scopeOf(target, node["name"] as string));
    if (node.type !== "ObjectPattern") return;
    const binding: CacheBinding = {
      kind: "pattern",
      node,
      specifiers: passed(specifier, patternSpecifiers(node)),
      typeOnly: false,
      specifier,
      statement: declarationOf(target),
    };
    addNamed(binding, scopeOf(target, binding.specifiers[0]?.local ?? ""));
  };

  each("ImportDeclaration", (path, node) => {
    const source = sourceOf(node["source"]);
    if (source === undefined) return;
    const program = scopeOf(path.parent as ASTPath, firstLocal(node));
    const specifiers = (node["specifiers"] ?? []) as Node[];
    const named = passed(source, specifiers.filter(({ type }) => type === "ImportSpecifier").map(importSpecifier));
    const typeOnly = node["importKind"] === "type";
    addNamed({ kind: "import", node, specifiers: named, typeOnly, specifier: source, statement: node }, program);
    for (const specifier of specifiers) {
      const isWhole = specifier.type === "ImportNamespaceSpecifier";
      if (isWhole || (specifier.type === "ImportDefaultSpecifier" && isCache(source, "default")))
        addNamespace(source, specifier["local"] as Node, program, typeOnly);
    }
  });
  each("TSImportEqualsDeclaration", (path, node) => {
    const source = sourceOf((node["moduleReference"] as Node)["expression"]);
    const id = node["id"] as Node;
    if (source !== undefined) addNamespace(source, id, scopeOf(path, id["name"] as string));
  });
  for (const { specifier, kind, path } of loadsIn(root, sourceOf)) {
    const node = path.node as unknown as Node;
    if (kind === "target") addPattern(specifier, path);
    else addMember(path, { kind: "inline", node, specifiers: [], typeOnly: false, specifier });
  }
  each("ExportNamedDeclaration", (_, { source, specifiers }) => {
    const specifier = sourceOf(source);
    if (specifier === undefined) return;
    for (const node of (specifiers ?? []) as Node[]) {
      // `export * as cache from` has no such name.
      const imported = node["local"] == null ? "*" : nameOf(node["local"] as Node);
      if (imported === "*" || isCache(specifier, imported)) reExports.push({ imported, specifier, node });
    }
  });
  each("ExportAllDeclaration", (_, node) => {
    const specifier = sourceOf(node["source"]);
    if (specifier !== undefined) reExports.push({ imported: "*", specifier, node });
  });
  return { bindings, references, reExports };
}

/** `const { … } = …` when that is all it declares. */
function declarationOf(pattern: ASTPath): Node | undefined {
  const declaration = (pattern.parent as ASTPath | null)?.parent as ASTPath | null | undefined;
  const node = declaration?.node as unknown as Node | undefined;
  return node?.type === "VariableDeclaration" && (node["declarations"] as Node[]).length === 1 ? node : undefined;
}

function roleOf(path: ASTPath): CacheReference["role"] {
  const parent = (path.parent as ASTPath).node as unknown as Node;
  if (parent.type.startsWith("TSType") || parent.type === "TSQualifiedName") return "type";
  return /^(?:Optional)?CallExpression$/.test(parent.type) && parent["callee"] === path.node ? "call" : "value";
}

function isWithin(path: ASTPath, node: Node): boolean {
  for (let at = path; at != null; at = at.parent as ASTPath) if ((at.node as unknown) === node) return true;
  return false;
}
