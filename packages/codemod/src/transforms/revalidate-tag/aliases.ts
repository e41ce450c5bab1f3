import type { ASTPath, Collection } from "jscodeshift";
import { identifiersOf } from "../../paths.ts";
import { isReference, type Node, scopeOf } from "../../scope.ts";

/** Where `bust` is used after `const bust = revalidateTag`; empty when the use at `path` is no such constant. */
export function aliasesOf(root: Collection, path: ASTPath): ASTPath[] {
  const declarator = path.parent as ASTPath;
  const node = declarator.node as unknown as Node;
  if (node.type !== "VariableDeclarator" || node["init"] !== (path.node as unknown)) return [];
  const id = node["id"] as Node;
  const declaration = declarator.parent as ASTPath;
  const exported = (declaration.parent as ASTPath).node.type === "ExportNamedDeclaration";
  if (id.type !== "Identifier" || (declaration.node as unknown as Node)["kind"] !== "const" || exported) return [];
  const name = id["name"] as string;
  const scope = scopeOf(declarator, name);
  return identifiersOf(root, name).filter(
    (use) => use.node !== (id as unknown) && isReference(use) && scopeOf(use, name) === scope,
  );
}
