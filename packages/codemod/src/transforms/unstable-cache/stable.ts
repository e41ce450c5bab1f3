import type { ASTPath } from "jscodeshift";
import { j } from "../../parse.ts";
import { declarationOf } from "./declaration.ts";
import type { Found, Lookup } from "./lookup.ts";
import { isCall, isMember, nodeOf, parentOf, type Use, usesIn } from "./names.ts";
import { callOf } from "./uses.ts";
import { isWritten } from "./writes.ts";

/**
 * Whether a name of the top level always stands for the same: a constant, a member of an object nobody writes to, the
 * environment. Anything else may be the tenant of the request, and is not part of the new key.
 */
export function isStable({ name, path, scope }: Use, file: string, lookup: Lookup): boolean {
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
  return object !== undefined && (isFrozen(object.path) || isOnlyRead(object, file));
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

/** Whether nobody but this file has the variable of an object, and all it does is to read members of it. */
function isOnlyRead({ path, file }: Found, here: string): boolean {
  let declarator: ASTPath | undefined = path;
  while (declarator !== undefined && declarator.node.type !== "VariableDeclarator") declarator = parentOf(declarator);
  const { name } = declarator === undefined ? {} : (nodeOf(declarator)["id"] as { name?: string });
  if (name === undefined || file !== here) return false;
  return j(programAround(path))
    .find(j.Identifier, { name })
    .paths()
    .every((use) => !isWritten(use) && !isPassedOn(use));
}

/** `f(x)`, `y = x`, `return x`, `export const x`: others may write to it. */
function isPassedOn(use: ASTPath): boolean {
  const parent = nodeOf(parentOf(use) as ASTPath);
  if (isCall(parent)) return parent["callee"] !== use.node;
  if (parent.type === "VariableDeclarator") return parent["init"] === use.node || isExported(use);
  return (
    (parent.type === "AssignmentExpression" && parent["right"] === use.node) ||
    /^(?:ReturnStatement|SpreadElement|(?:Object)?Property|ArrayExpression|ExportSpecifier|ExportDefaultDeclaration)$/.test(
      parent.type,
    )
  );
}

/** Whether a variable is exported where it is declared. */
function isExported(id: ASTPath): boolean {
  const statement = parentOf(parentOf(id) as ASTPath);
  return statement !== undefined && parentOf(statement)?.node.type === "ExportNamedDeclaration";
}
