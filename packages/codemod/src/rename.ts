import type { ASTPath } from "jscodeshift";
import type { CacheReference } from "./cache-bindings.ts";
import { rangeOf } from "./parse.ts";
import type { Node } from "./scope.ts";
import type { SourceFile } from "./source-file.ts";

/** Makes one use of a thing of `next/cache` a use of another one, and the import follows. */
export function renameReference(file: SourceFile, reference: CacheReference, name: string): void {
  const { start, end } = rangeOf(reference.node);
  const written = file.imports.use(name, reference);
  const parent = (reference.path.parent as ASTPath).node as unknown as Node;
  const old = file.text.slice(start, end);
  // `{ name }` and `export { name }` are also a name for somebody else, which stays.
  if (parent["shorthand"] === true) file.edits.replace(start, end, `${old}: ${written}`);
  else if (parent.type === "ExportSpecifier") renameExport(file, parent, written);
  else file.edits.replace(start, end, written);
  file.imports.drop(reference);
}

/** `export { old }` becomes `export { name as old }`; `export { old as name }` becomes `export { name }`. */
export function renameExport(file: SourceFile, specifier: Node, written: string): void {
  const { start, end } = rangeOf(specifier);
  const local = rangeOf(specifier["local"]);
  const exported = rangeOf(specifier["exported"]);
  const name = file.text.slice(exported.start, exported.end);
  const from = file.text.slice(start, end).startsWith("type ") ? local.start : start;
  file.edits.replace(from, end, name === written ? written : `${written} as ${name}`);
}
