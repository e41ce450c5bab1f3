import type { ASTPath } from "jscodeshift";
import { j } from "../../parse.ts";
import { isFunction, isReference, type Node, scopeOf } from "../../scope.ts";
import type { Project } from "../../project/project.ts";
import { exportsOf, loadedNames } from "./exported.ts";
import { resultsOf } from "./function.ts";
import { programOf } from "./lookup.ts";
import { isHandled } from "./handled.ts";
import { isCall, nodeOf, parentOf } from "./names.ts";
import { memberCallsOf, usesOf } from "./uses.ts";

/** Who handles the errors of a function or of a promise, wherever it goes. */
export interface Search {
  readonly project: Project | undefined;
  /** Whether errors are expected: then callers of callers are asked, too. */
  readonly expected: boolean;
  readonly seen: Set<unknown>;
}

interface Module {
  readonly path: string;
  readonly program: ASTPath;
}

/** @returns the file that handles an error of the expression `start`, or does with it what cannot be followed. */
export function handlerOf(
  start: ASTPath,
  module: Module,
  search: Search,
  isSite: boolean,
  depth = 0,
): string | undefined {
  if (search.seen.has(start.node) || depth > 12) return undefined;
  search.seen.add(start.node);
  if (isHandled(start)) return module.path;
  const byName = (name: string, at: ASTPath): string | undefined => ofName(name, at, module, search, depth + 1);
  let at = start;
  let awaited = false;
  for (let parent = parentOf(at); parent !== undefined; at = parent, parent = parentOf(at)) {
    const node = nodeOf(parent);
    if (isFunction(node)) {
      const passesOn = isSite && resultsOf(parent).some((result) => result.node === at.node || isUnder(start, result));
      if (isCall(nodeOf(parentOf(parent) ?? parent)) || passesOn || search.expected) {
        const { id, key } = node as unknown as { id?: { name?: string } | null; key?: { name?: string } };
        if (id?.name !== undefined) return byName(id.name, parent);
        if (key?.name !== undefined) return ofMember(key.name, module, search);
        awaited = false;
        continue;
      }
      return undefined;
    }
    if (node.type === "AwaitExpression") awaited = true;
    if (awaited && !search.expected && !isSite) continue;
    if (node.type === "VariableDeclarator") {
      const { name } = node["id"] as { name?: string };
      if (!awaited && name !== undefined && node["init"] === at.node) return byName(name, parent);
    } else if (node.type === "AssignmentExpression" && !awaited) {
      const left = node["left"] as { name?: string; property?: { name?: string } };
      if (left.name !== undefined) return byName(left.name, parent);
      return left.property?.name === undefined ? module.path : ofMember(left.property.name, module, search);
    } else if (/^(?:Object|Class)?Property$|^ClassPrivateProperty$/.test(node.type) && node["value"] === at.node) {
      const { name, value } = node["key"] as { name?: string; value?: unknown };
      if (!awaited && (name !== undefined || typeof value === "string"))
        return ofMember(name ?? String(value), module, search);
    } else if (node.type === "ExportDefaultDeclaration") return ofExport("default", module, search, depth + 1);
    else if (node.type === "ExportSpecifier") {
      const { name, value } = node["exported"] as { name?: string; value?: string };
      return ofExport(name ?? (value as string), module, search, depth + 1);
    } else if (!awaited && isKept(node, at)) return module.path;
  }
  return undefined;
}

function isUnder(path: ASTPath, result: ASTPath): boolean {
  for (let at: ASTPath | undefined = path; at !== undefined; at = parentOf(at)) {
    if (at.node === result.node) return true;
    if (!/^(?:Call|Conditional|Logical|TS\w+|Await)Expression$/.test(at.node.type)) return false;
  }
  return false;
}

/** `promises.push(get())`: what becomes of it is not followed. */
function isKept(node: Node, at: ASTPath): boolean {
  if (!isCall(node) || node["callee"] === at.node) return false;
  const { property } = node["callee"] as { property?: { name?: string } };
  return /^(?:push|unshift|set|add)$/.test(property?.name ?? "");
}

/** Every use of a variable or function, and of its exports. */
function ofName(name: string, at: ASTPath, module: Module, search: Search, depth: number): string | undefined {
  const scope = scopeOf(at, name);
  if (scope === undefined) return undefined;
  const uses = j(module.program)
    .find(j.Identifier, { name })
    .paths()
    .filter((use) => isReference(use) && !isDeclaring(use) && scopeOf(use, name) === scope);
  for (const use of uses) {
    if (/^TS(?:TypeQuery|QualifiedName)$/.test(parentOf(use)?.node.type ?? "")) continue;
    const found = handlerOf(use, module, search, false, depth);
    if (found !== undefined) return found;
  }
  if (scope.type !== "Program") return undefined;
  for (const exported of exportsOf(module.program, name)) {
    const found = ofExport(exported, module, search, depth);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isDeclaring(use: ASTPath): boolean {
  const parent = nodeOf(parentOf(use) as ASTPath);
  return (parent.type === "VariableDeclarator" || isFunction(parent)) && parent["id"] === use.node;
}

function ofExport(name: string, { path }: Module, search: Search, depth: number): string | undefined {
  const { project, seen } = search;
  const key = `${path} ${name}`;
  if (project === undefined || seen.has(key)) return undefined;
  seen.add(key);
  for (const { importer, local, reExport } of usesOf(name, path, project)) {
    const program = programOf(project, importer);
    if (program === undefined) continue;
    const module = { path: importer, program };
    const found = reExport
      ? ofExport(local, module, search, depth + 1)
      : (ofName(local, program, module, search, depth + 1) ?? handledMember(name, module));
    if (found !== undefined) return found;
  }
  // `import()` and `require` say nothing about names.
  for (const importer of project.importers(path)) {
    const program = programOf(project, importer);
    for (const local of program === undefined ? [] : loadedNames(program, name, path, importer, project)) {
      const module = { path: importer, program: program as ASTPath };
      const found =
        handledMember(name, module) ?? ofName(nodeOf(local)["name"] as string, local, module, search, depth);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

/** `repository.getPosts()`: every call of a member of that name, for which object it is cannot be told. */
function ofMember(name: string, module: Module, { project }: Search): string | undefined {
  const own = handledMember(name, module);
  if (own !== undefined || project === undefined) return own;
  for (const importer of project.importers(module.path)) {
    const program = programOf(project, importer);
    const found = program === undefined ? undefined : handledMember(name, { path: importer, program });
    if (found !== undefined) return found;
  }
  return undefined;
}

function handledMember(name: string, { path, program }: Module): string | undefined {
  return memberCallsOf(j(program), name).some(isHandled) ? path : undefined;
}
