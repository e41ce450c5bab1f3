import type { ASTPath } from "jscodeshift";
import { bound, isFunction, type Node } from "../../scope.ts";
import { nodeOf, parentOf, pathsOf, type Use } from "./names.ts";

/** What a name was declared as. */
export type Declaration =
  | { readonly kind: "import"; readonly source: string; readonly imported: string }
  | { readonly kind: "parameter"; readonly pattern: Node; readonly owner: ASTPath }
  /** `init` belongs to the whole pattern: that of `const { a } = b` is `b`. */
  | {
      readonly kind: "variable";
      readonly pattern: Node;
      readonly constant: boolean;
      readonly init: ASTPath | undefined;
    }
  | { readonly kind: "function" | "class"; readonly path: ASTPath }
  | { readonly kind: "other" };

export function declarationOf({ path, name, scope }: Use): Declaration | undefined {
  if (scope === undefined) return undefined;
  let at: ASTPath | undefined = path;
  while (at !== undefined && at.node !== (scope as unknown)) at = parentOf(at);
  return at === undefined ? undefined : declaredAt(at, name);
}

/** The declaration of a name that `scope` is known to declare. */
export function declaredAt(scope: ASTPath, name: string): Declaration {
  const binds = (pattern: Node): boolean => [...bound(pattern)].includes(name);
  if (isFunction(nodeOf(scope))) {
    const parameter = pathsOf(scope, "params").find((param) => binds(nodeOf(param)));
    return parameter === undefined
      ? { kind: "other" }
      : { kind: "parameter", pattern: nodeOf(parameter), owner: scope };
  }
  for (const outer of pathsOf(scope, "body")) {
    const exported =
      /^Export(?:Named|Default)Declaration$/.test(outer.node.type) && nodeOf(outer)["declaration"] != null;
    const statement = exported ? (outer.get("declaration") as ASTPath) : outer;
    const node = nodeOf(statement);
    if (node.type === "ImportDeclaration") {
      const imported = importedAs(node, name);
      if (imported !== undefined)
        return { kind: "import", source: (node["source"] as { value: string }).value, imported };
    } else if (node.type === "VariableDeclaration") {
      const declarator = pathsOf(statement, "declarations").find((each) => binds(nodeOf(each)["id"] as Node));
      if (declarator !== undefined) return variable(declarator, node["kind"] === "const");
    } else if ((node["id"] as { name?: string } | null | undefined)?.name === name) {
      if (/FunctionDeclaration$|^TSDeclareFunction$/.test(node.type)) return { kind: "function", path: statement };
      if (node.type === "ClassDeclaration") return { kind: "class", path: statement };
    }
  }
  return { kind: "other" };
}

function variable(declarator: ASTPath, constant: boolean): Declaration {
  const { id, init } = declarator.node as unknown as { id: Node; init: Node | null };
  return {
    kind: "variable",
    pattern: id,
    constant,
    init: init === null ? undefined : (declarator.get("init") as ASTPath),
  };
}

function importedAs(declaration: Node, local: string): string | undefined {
  for (const specifier of (declaration["specifiers"] ?? []) as Node[]) {
    if ((specifier["local"] as { name: string }).name !== local) continue;
    if (specifier.type === "ImportDefaultSpecifier") return "default";
    if (specifier.type === "ImportNamespaceSpecifier") return "*";
    const { name, value } = specifier["imported"] as { name?: string; value?: string };
    return name ?? value;
  }
  return undefined;
}
