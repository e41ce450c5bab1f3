import type { ASTPath } from "jscodeshift";
import { j } from "../../parse.ts";
import type { Project } from "../../project/project.ts";
import { loadsIn } from "../../module-loads.ts";
import { bound, type Node } from "../../scope.ts";
import { nodeOf, pathsOf } from "./names.ts";

/** The names by which a declaration of the top level is exported in its place; `export { x as y }` is a use of it. */
export function exportsOf(program: ASTPath, name: string): string[] {
  return pathsOf(program, "body").flatMap((statement) => {
    const { type, declaration } = statement.node as unknown as { type: string; declaration?: Node | null };
    if (declaration == null) return [];
    const { id, declarations = [] } = declaration as unknown as { id?: Node | null; declarations?: { id: Node }[] };
    const declares = [id, ...declarations.map((each) => each.id)].some((each) =>
      Array.from(bound(each)).includes(name),
    );
    if (!declares) return [];
    return [type === "ExportDefaultDeclaration" ? "default" : name];
  });
}

/**
 * What `import()` and `require()` of a module in a file make of one of its exports: the variable in a pattern, or the
 * module itself.
 */
export function loadedNames(
  program: ASTPath,
  name: string,
  path: string,
  file: string,
  project: Project,
): readonly ASTPath[] {
  const sourceOf = (node: unknown): string | undefined => {
    const { value } = (node ?? {}) as { value?: unknown };
    return typeof value === "string" && project.resolve(value, file) === path ? value : undefined;
  };
  return [...loadsIn(j(program), sourceOf)].flatMap(({ kind, path: target }) => {
    if (kind === "object" || nodeOf(target).type !== "ObjectPattern") return [target];
    return pathsOf(target, "properties")
      .filter((property) => (nodeOf(property)["key"] as { name?: string } | undefined)?.name === name)
      .map((property) => property.get("value") as ASTPath);
  });
}
