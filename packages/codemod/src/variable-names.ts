import type { ASTPath, Collection } from "jscodeshift";
import { pathsOf } from "./paths.ts";
import { isReference } from "./scope.ts";

/** Every name that is a variable, of the file or from outside, anywhere in it. */
export function variableNames(root: Collection): ReadonlySet<string> {
  const names = new Set<string>();
  for (const path of pathsOf(root, "Identifier")) {
    const { type } = (path.parent as ASTPath).node;
    const { name } = path.node as unknown as { name: string };
    if (isReference(path) || /^Import(?:Default|Namespace)?Specifier$/.test(type)) names.add(name);
  }
  return names;
}
