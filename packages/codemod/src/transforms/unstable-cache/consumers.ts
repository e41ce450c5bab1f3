import type { ASTPath, Collection } from "jscodeshift";
import { j } from "../../parse.ts";
import { isFunction, isReference, scopeOf } from "../../scope.ts";
import type { SourceFile } from "../../source-file.ts";
import type { Project } from "../../project/project.ts";
import type { Context } from "../../transform.ts";
import { functionAround, resultsOf } from "./function.ts";
import { programOf } from "./lookup.ts";
import { isCall, isMember, nodeOf, parentOf } from "./names.ts";
import { type Refusal, refuse } from "./refusal.ts";
import type { Site } from "./site.ts";

/**
 * Who handles the errors of the cached function would not see them any more: in a prerender they fail the build even if
 * they are caught, and at run time they have neither class nor message.
 */
export function refuseConsumers(site: Site, file: SourceFile, context: Context): Refusal | undefined {
  const handled = refuse("error-is-handled", "A caller handles the errors of the cached function.");
  if (site.invocation !== undefined && isHandled(site.invocation)) return handled;
  const names = namesOf(site);
  for (const name of names) {
    if (callsOf(file.root, name).some(isHandled)) return handled;
    const elsewhere = importerThatHandles(name, file.path, context);
    if (elsewhere !== undefined) return refuse("error-is-handled", `${elsewhere} handles the errors of \`${name}\`.`);
  }
  return undefined;
}

/** The variable that is the cached function, or the function that returns it or its result. */
export function namesOf({ call, invocation, memo }: Site): string[] {
  let at = invocation ?? call;
  for (let parent = parentOf(at); parent !== undefined; parent = parentOf(at)) {
    const node = nodeOf(parent);
    if (node.type === "VariableDeclarator") return nameOf(node["id"]);
    const around = functionAround(at);
    if (around !== undefined && resultsOf(around).some(({ node: result }) => result === at.node)) {
      const { id } = nodeOf(around) as { id?: unknown };
      if (id != null) return nameOf(id);
      at = around;
      continue;
    }
    // cache(unstable_cache(…)), conditionals and casts pass it on.
    if (memo === undefined && !/^(?:Call|Conditional|Logical|TS\w+|Await)Expression$/.test(node.type)) return [];
    at = parent;
  }
  return [];
}

function nameOf(id: unknown): string[] {
  const { name } = id as { name?: string };
  return name === undefined ? [] : [name];
}

export function callsOf(root: Collection, name: string): ASTPath[] {
  return root
    .find(j.Identifier, { name })
    .paths()
    .filter(
      (path) => isReference(path) && scopeOf(path, name) !== undefined && isCall(nodeOf(parentOf(path) as ASTPath)),
    );
}

/** `data.getPosts()` of a namespace. */
function memberCallsOf(root: Collection, name: string): ASTPath[] {
  return root
    .find(j.MemberExpression, { property: { name } })
    .paths()
    .filter((path) => isCall(nodeOf(parentOf(path) as ASTPath)));
}

/** In the `try` of a `try … catch`, or with a `.catch` or `allSettled`, also through callbacks in between. */
export function isHandled(path: ASTPath): boolean {
  for (let at = path; ;) {
    const parent = parentOf(at);
    if (parent === undefined) return false;
    const node = nodeOf(parent);
    if (node.type === "TryStatement" && node["handler"] != null && node["block"] === at.node) return true;
    if (isMember(node) && node["object"] === at.node && (node["property"] as { name?: string }).name === "catch")
      return true;
    const callee = node["callee"] as { property?: { name?: string } } | undefined;
    if (isCall(node) && callee?.property?.name === "allSettled") return true;
    const isCallback = isFunction(node) && isCall(nodeOf(parentOf(parent) ?? parent));
    if (isFunction(node) && !isCallback) return false;
    at = parent;
  }
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

/** Also through modules that export it again. */
function importerThatHandles(name: string, path: string, context: Context, depth = 0): string | undefined {
  const { project } = context;
  const exports = project?.facts(path)?.exports;
  if (project === undefined || (exports?.has(name) !== true && exports?.has("*") !== true)) return undefined;
  for (const { importer, local, reExport } of usesOf(name, path, project)) {
    if (reExport) {
      const further = depth > 2 ? undefined : importerThatHandles(local, importer, context, depth + 1);
      if (further !== undefined) return further;
    } else if (/\bcatch\b|allSettled/.test(project.read(importer) ?? "")) {
      const program = programOf(project, importer);
      const calls = program === undefined ? [] : [...callsOf(j(program), local), ...memberCallsOf(j(program), local)];
      if (calls.some(isHandled)) return importer;
    }
  }
  return undefined;
}
