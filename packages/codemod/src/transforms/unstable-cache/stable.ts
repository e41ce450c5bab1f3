import type { ASTPath } from "jscodeshift";
import { j } from "../../parse.ts";
import type { Project } from "../../project/project.ts";
import { declarationOf } from "./declaration.ts";
import { type Found, type Lookup, programOf } from "./lookup.ts";
import { isCall, isMember, nodeOf, parentOf, pathsOf, type Use, usesIn } from "./names.ts";
import { callOf } from "./uses.ts";
import { isWritten } from "./writes.ts";

/**
 * Whether a name of the top level always stands for the same: a constant, a member of an object nobody writes to, the
 * environment. Anything else may be the tenant of the request, and is not part of the new key.
 */
export function isStable({ name, path, scope }: Use, file: string, lookup: Lookup, project?: Project): boolean {
  if (callOf(path) !== undefined) return true;
  if (scope === undefined) {
    // `String`, as in `ids.map(String)`.
    return /^(?:undefined|NaN|[A-Z]\w*)$/.test(name) || (name === "process" && memberOf(path) === "env");
  }
  const parent = nodeOf(parentOf(path) as ASTPath);
  const isOfMember = isMember(parent) && parent["object"] === path.node;
  const declaration = declarationOf({ name, path, scope });
  if (isEnum(path, name)) return true;
  if (declaration?.kind === "function") return true;
  if (declaration?.kind === "variable" && !declaration.constant) return false;
  if (!isOfMember) return declaration?.kind === "variable" || lookup.resolve({ path, file }) !== undefined;
  const value = lookup.resolve({ path: chainOf(path), file });
  if (value === undefined || !/Literal$|^Function|^Arrow/.test(value.path.node.type)) return false;
  if (value.path.node.type === "TemplateLiteral" && usesIn(value.path).length > 0) return false;
  const object = lookup.resolve({ path, file });
  return object !== undefined && (isFrozen(object.path) || isOnlyRead(object, project));
}

function memberOf(path: ASTPath): string | undefined {
  const parent = nodeOf(parentOf(path) as ASTPath);
  return isMember(parent) ? (parent["property"] as { name?: string }).name : undefined;
}

/** `x.a.b` of its `x`. */
function chainOf(path: ASTPath): ASTPath {
  let at = path;
  for (let parent = parentOf(at); parent !== undefined; parent = parentOf(at)) {
    if (!isMember(nodeOf(parent)) || nodeOf(parent)["object"] !== at.node) return at;
    at = parent;
  }
  return at;
}

function isEnum(path: ASTPath, name: string): boolean {
  return j(programAround(path)).find(j.TSEnumDeclaration, { id: { name } }).size() > 0;
}

function programAround(path: ASTPath): ASTPath {
  let at = path;
  for (let parent = parentOf(at); parent !== undefined && at.node.type !== "Program"; parent = parentOf(at))
    at = parent;
  return at;
}

/** `{ … } as const`, or in `Object.freeze`. */
function isFrozen(object: ASTPath): boolean {
  const parent = nodeOf(parentOf(object) as ASTPath);
  const { typeName } = (parent["typeAnnotation"] ?? {}) as { typeName?: { name?: string } };
  const { property } = (parent["callee"] ?? nodeOf(object)["callee"] ?? {}) as { property?: { name?: string } };
  return typeName?.name === "const" || property?.name === "freeze";
}

/** Whether the files that can have the variable of an object do nothing but read members of it. */
function isOnlyRead({ path, file }: Found, project: Project | undefined): boolean {
  let declarator: ASTPath | undefined = path;
  while (declarator !== undefined && declarator.node.type !== "VariableDeclarator") declarator = parentOf(declarator);
  const { name } = (declarator === undefined ? {} : (nodeOf(declarator)["id"] as { name?: string })) ?? {};
  if (name === undefined) return false;
  const isReadIn = (program: ASTPath): boolean =>
    j(program)
      .find(j.Identifier, { name })
      .paths()
      .every((use) => !isWritten(use) && !isPassedOn(use));
  if (!isReadIn(programAround(path))) return false;
  for (const importer of project?.importers(file) ?? []) {
    if (project?.read(importer)?.includes(name) !== true) continue;
    const program = programOf(project, importer);
    if (program === undefined || !isReadIn(program) || renames(program, name)) return false;
  }
  return true;
}

/** `f(x)`, `y = x`, `return x`: others may write to it. */
function isPassedOn(use: ASTPath): boolean {
  const parent = nodeOf(parentOf(use) as ASTPath);
  if (isCall(parent)) return parent["callee"] !== use.node;
  if (parent.type === "VariableDeclarator") return parent["init"] === use.node;
  return (
    (parent.type === "AssignmentExpression" && parent["right"] === use.node) ||
    parent.type === "ReturnStatement" ||
    parent.type === "SpreadElement"
  );
}

function renames(program: ASTPath, name: string): boolean {
  return pathsOf(program, "body").some((statement) =>
    ((nodeOf(statement)["specifiers"] ?? []) as { imported?: { name?: string }; local?: { name?: string } }[]).some(
      ({ imported, local }) => imported?.name === name && local?.name !== name,
    ),
  );
}
