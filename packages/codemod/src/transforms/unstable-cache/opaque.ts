import type { ASTPath } from "jscodeshift";
import type { Node } from "../../scope.ts";
import type { Declaration } from "./declaration.ts";
import { isCall, isMember, nodeOf, parentOf, type Use, unwrapped } from "./names.ts";
import { annotated, kindOfType, SERIALIZABLE_CLASS } from "./serializable.ts";
import { memberNamed, typeInPattern } from "./types.ts";

/** Methods of strings, numbers, arrays and dates: who calls one of them may have plain data. */
const PLAIN_METHOD =
  /^(?:at|charAt|codePointAt|concat|endsWith|entries|every|filter|find|findIndex|findLast|flat|flatMap|forEach|get(?:Date|Day|FullYear|Hours|Month|Time|Timezone\w*|UTC\w+)|includes|indexOf|join|keys|lastIndexOf|length|localeCompare|map|match|matchAll|normalize|pad(?:End|Start)|reduce|reduceRight|repeat|replace|replaceAll|slice|some|split|startsWith|substring|substr|to(?:Fixed|ISOString|JSON|LocaleDateString|LocaleLowerCase|LocaleString|LocaleTimeString|LocaleUpperCase|LowerCase|Precision|Reversed|Sorted|String|UpperCase)|trim|trimEnd|trimStart|valueOf|values)$/;

/** Those of them that collections of databases, query builders, decimals and moments do not have. */
const OWN_METHOD =
  /^(?:at|charAt|codePointAt|endsWith|every|findIndex|findLast|flatMap|includes|indexOf|some|get(?:Date|Day|FullYear|Hours|Month|Time|Timezone\w*|UTC\w+)|lastIndexOf|localeCompare|pad(?:End|Start)|replaceAll|startsWith|substring|substr|to(?:LocaleLowerCase|LocaleUpperCase|LowerCase|Reversed|Sorted|UpperCase)|trim|trimEnd|trimStart)$/;

/** What is called to make an array of something, or a text. */
const MAKES_PLAIN =
  /^(?:concat|entries|filter|flat|flatMap|from|keys|map|of|parse|replace|slice|sort|split|stringify|toSorted|trim|toLowerCase|toUpperCase|values)$/;

/** What is not data, by how people call it and where they get it from. */
const OPAQUE_NAME =
  /^(?:db|prisma|supabase|payload|knex|tx|trx|req|request|res|response|headers|cookies|session|\w*[cC]lient)$/;
const OPAQUE_SOURCE =
  /^(?:create|get|make|use|connect|init)\w*(?:Client|Db|Database|Connection|Payload|Supabase|Prisma)$|^(?:cookies|headers|draftMode)$/;

/** Whether a captured variable is, or may be, something that cannot be serialised. */
export function isOpaque(use: Use, declaration: Declaration | undefined): boolean {
  // Of `session.user.id` only the id is captured, whatever the rest is.
  const method = calledMethod(use.path);
  const annotation = annotationOf(use, declaration);
  if (method === undefined && isObjectOfMember(use.path)) {
    const { name } = (nodeOf(parentOf(use.path) as ASTPath)["property"] ?? {}) as { name?: string };
    const type = annotated(annotation);
    const member = type === undefined || name === undefined ? undefined : memberNamed(name, type, use.path);
    return member !== undefined && kindOfType(member, use.path) === "opaque";
  }
  const kind = kindOfType(annotation, use.path);
  if (kind !== "unknown") return kind === "opaque";
  const init = initOf(declaration);
  const { callee } = init as { callee?: { name?: string } };
  if (init.type === "NewExpression") return !SERIALIZABLE_CLASS.test(callee?.name ?? "");
  if (OPAQUE_SOURCE.test(callee?.name ?? "")) return true;
  if (OPAQUE_NAME.test(use.name) && !isPlainExpression(init)) return true;
  if (method === undefined || isPlainExpression(init) || OWN_METHOD.test(method)) return false;
  // `input.sort.map(…)` of an argument of a named type: a member that is a cursor is too rare to refuse the arrays.
  const isDeep = isObjectOfMember(use.path) && !isCalledOn(use.path);
  if (isDeep && declaration?.kind === "parameter" && /^(?:map|reduce|slice)$/.test(method)) return false;
  return !PLAIN_METHOD.test(method) || !mayBePlain(annotation, declaration, init);
}

/** Whether the method is one of the variable itself. */
function isCalledOn(path: ASTPath): boolean {
  const member = parentOf(path) as ASTPath;
  const around = parentOf(member);
  return around !== undefined && isCall(nodeOf(around)) && nodeOf(around)["callee"] === member.node;
}

/** Whether `x.find(…)` is a method of an array rather than of the collection of a database. */
function mayBePlain(annotation: unknown, declaration: Declaration | undefined, init: Node): boolean {
  const type = annotated(annotation);
  if (type?.type === "TSTypeReference") {
    const { name = "" } = (type["typeName"] ?? {}) as { name?: string };
    return /^(?:Array|ReadonlyArray|Map|Set|ReadonlyMap|ReadonlySet|Date)$/.test(name);
  }
  if (type !== undefined) return true;
  if (!isCall(init)) return declaration?.kind === "parameter" || init.type !== "Nothing";
  const { property } = init["callee"] as { property?: { name?: string } };
  return (
    (declaration as { init: ASTPath }).init.node.type !== "AwaitExpression" && MAKES_PLAIN.test(property?.name ?? "")
  );
}

export function isObjectOfMember(path: ASTPath): boolean {
  const parent = nodeOf(parentOf(path) as ASTPath);
  return isMember(parent) && parent["object"] === path.node && parent["computed"] !== true;
}

function annotationOf({ name, path }: Use, declaration: Declaration | undefined): unknown {
  if (declaration?.kind !== "parameter" && declaration?.kind !== "variable") return undefined;
  const { pattern } = declaration;
  const target = (pattern.type === "AssignmentPattern" ? pattern["left"] : pattern) as Node;
  return target["name"] === name ? target["typeAnnotation"] : typeInPattern(name, target, path);
}

const NOTHING: Node = { type: "Nothing" };

/** What a variable gets, without `await` and casts. */
export function initOf(declaration: Declaration | undefined): Node {
  if (declaration?.kind !== "variable" || declaration.init === undefined) return NOTHING;
  let at = unwrapped(declaration.init);
  while (nodeOf(at).type === "AwaitExpression") at = unwrapped(at.get("argument") as ASTPath);
  return nodeOf(at);
}

function isPlainExpression({ type }: Node): boolean {
  return /Literal$|^(?:Array|Object|Binary|Unary|Update)Expression$/.test(type) && type !== "RegExpLiteral";
}

/** `m` of `x.a.m()`. */
function calledMethod(path: ASTPath): string | undefined {
  let at = path;
  let method: string | undefined;
  for (let parent = parentOf(at); parent !== undefined; parent = parentOf(at)) {
    const node = nodeOf(parent);
    if (isCall(node) && node["callee"] === at.node) return method ?? "";
    if (!isMember(node) && node.type !== "TSNonNullExpression") return undefined;
    if (isMember(node) && node["object"] !== at.node) return undefined;
    if (isMember(node)) method = (node["property"] as { name?: string }).name ?? "";
    at = parent;
  }
  return undefined;
}
