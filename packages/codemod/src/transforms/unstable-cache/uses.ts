import type { ASTPath, Collection } from "jscodeshift";
import { j } from "../../parse.ts";
import type { Project } from "../../project/project.ts";
import { isReference, scopeOf } from "../../scope.ts";
import { functionAround } from "./function.ts";
import { isCall, nodeOf, parentOf } from "./names.ts";

/** Where a variable of the top level is called, or is an argument. */
export function callsOf(root: Collection, name: string): ASTPath[] {
  return root
    .find(j.Identifier, { name })
    .paths()
    .filter(
      (path) => isReference(path) && scopeOf(path, name) !== undefined && isCall(nodeOf(parentOf(path) as ASTPath)),
    );
}

/** `data.getPosts()` of a namespace. */
export function memberCallsOf(root: Collection, name: string): ASTPath[] {
  return root
    .find(j.MemberExpression, { property: { name } })
    .paths()
    .filter((path) => isCall(nodeOf(parentOf(path) as ASTPath)));
}

/** The imports of one export. */
export function usesOf(
  name: string,
  path: string,
  project: Project,
): { readonly importer: string; readonly local: string; readonly reExport: boolean }[] {
  return [...project.importers(path)].flatMap((importer) =>
    (project.facts(importer)?.imports ?? [])
      .filter(({ names }) => names.has(name) || names.has("*"))
      .filter(({ specifier }) => project.resolve(specifier, importer) === path)
      .map(({ names, reExport }) => ({ importer, local: names.get(name) ?? name, reExport })),
  );
}

/** The outermost function that has a name, for it is the one that is called. */
export function nameAround(site: ASTPath): string | undefined {
  let name: string | undefined;
  for (let at = functionAround(site); at !== undefined; at = functionAround(at)) {
    const parent = parentOf(at);
    const id = (nodeOf(at)["id"] ?? (parent === undefined ? undefined : nodeOf(parent)["id"])) as {
      name?: string;
    } | null;
    name = id?.name ?? name;
  }
  return name;
}

/** The call of `path`, or of a member of it. */
export function callOf(path: ASTPath): ASTPath | undefined {
  let at = path;
  let parent = parentOf(at);
  while (
    parent !== undefined &&
    parent.node.type.endsWith("MemberExpression") &&
    nodeOf(parent)["object"] === at.node
  ) {
    at = parent;
    parent = parentOf(at);
  }
  const isCalled = parent !== undefined && (isCall(nodeOf(parent)) || parent.node.type === "NewExpression");
  return isCalled && nodeOf(parent as ASTPath)["callee"] === at.node ? parent : undefined;
}
