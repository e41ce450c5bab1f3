import type { ASTPath } from "jscodeshift";
import { isFunction, type Node } from "../../scope.ts";
import { type Declaration, declarationOf } from "./declaration.ts";
import { capturedBy, isCall, isMember, nodeOf, parentOf, type Use, unwrapped } from "./names.ts";
import { type Refusal, refuse } from "./refusal.ts";
import { kindOfType, SERIALIZABLE_CLASS } from "./serializable.ts";
import type { Site } from "./site.ts";
import { changesAfter, isDeclaredAfter } from "./writes.ts";

/** Methods of strings, numbers, arrays and dates: who calls one of them has plain data. */
const PLAIN_METHOD =
  /^(?:at|charAt|codePointAt|concat|endsWith|entries|every|filter|find|findIndex|findLast|flat|flatMap|forEach|get(?:Date|Day|FullYear|Hours|Month|Time|Timezone\w*|UTC\w+)|includes|indexOf|join|keys|lastIndexOf|length|localeCompare|map|match|matchAll|normalize|pad(?:End|Start)|reduce|reduceRight|repeat|replace|replaceAll|slice|some|split|startsWith|substring|substr|to(?:Fixed|ISOString|JSON|LocaleDateString|LocaleLowerCase|LocaleString|LocaleTimeString|LocaleUpperCase|LowerCase|Precision|Reversed|Sorted|String|UpperCase)|trim|trimEnd|trimStart|valueOf|values)$/;

/** What is not data, by how people call it and where they get it from. */
const OPAQUE_NAME =
  /^(?:db|prisma|supabase|payload|knex|tx|trx|req|request|res|response|headers|cookies|session|\w*[cC]lient)$/;
const OPAQUE_SOURCE =
  /^(?:create|get|make|use|connect|init)\w*(?:Client|Db|Database|Connection|Payload|Supabase|Prisma)$|^(?:cookies|headers|draftMode)$/;

/** Everything that becomes part of the key because the function, its tags or its lifetime use it. */
export function capturesOf({ fn, tags, revalidate }: Site): Use[] {
  const inPlace = [tags, revalidate].flatMap((setting) =>
    setting === undefined ? [] : [setting.through ?? setting.value.path],
  );
  const inner = capturedBy(fn);
  // The function's own parameters hide nothing: a name in the tags is never one of them.
  return [...inner, ...inPlace.flatMap(capturedBy)];
}

export function refuseCaptures(site: Site): Refusal | undefined {
  for (const use of capturesOf(site)) {
    const refusal = refuseCapture(use, site);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

function refuseCapture(use: Use, site: Site): Refusal | undefined {
  const declaration = declarationOf(use);
  const isFunctionLike =
    declaration?.kind === "function" || declaration?.kind === "class" || isFunction(initOf(declaration));
  if (declaration?.kind === "parameter" && isCalled(use.path)) {
    return refuse("generic-wrapper", `The cached function calls the parameter \`${use.name}\`, whatever that is.`);
  }
  if (isFunctionLike || isCalled(use.path)) {
    return refuse(
      "captures-function",
      `The cached function captures the function \`${use.name}\`, which cannot be serialised.`,
    );
  }
  if (isOpaque(use, declaration)) {
    return refuse("captures-instance", `The cached function captures \`${use.name}\`, which is not plain data.`);
  }
  if (isDeclaredAfter(use, site.call)) {
    return refuse(
      "captures-variable",
      `The variable \`${use.name}\`, which the cached function captures, is declared behind it.`,
    );
  }
  if (changesAfter(use, site.call)) {
    return refuse("captures-variable", `The variable \`${use.name}\`, which the cached function captures, changes.`);
  }
  return undefined;
}

function isCalled(path: ASTPath): boolean {
  const parent = nodeOf(parentOf(path) as ASTPath);
  return (
    ((isCall(parent) || parent.type === "NewExpression") && parent["callee"] === path.node) ||
    (parent.type === "TaggedTemplateExpression" && parent["tag"] === path.node)
  );
}

function isOpaque(use: Use, declaration: Declaration | undefined): boolean {
  // Of `session.user.id` only the id is captured, whatever the rest is.
  const method = calledMethod(use.path);
  if (method === undefined && isObjectOfMember(use.path)) return false;
  const kind = kindOfType(annotationOf(use.name, declaration));
  if (kind !== "unknown") return kind === "opaque";
  const init = initOf(declaration);
  const { callee } = init as { callee?: { name?: string } };
  if (init.type === "NewExpression") return !SERIALIZABLE_CLASS.test(callee?.name ?? "");
  if (OPAQUE_SOURCE.test(callee?.name ?? "")) return true;
  if (OPAQUE_NAME.test(use.name) && !isPlainExpression(init)) return true;
  return method !== undefined && !PLAIN_METHOD.test(method) && !isPlainExpression(init);
}

export function isObjectOfMember(path: ASTPath): boolean {
  const parent = nodeOf(parentOf(path) as ASTPath);
  return isMember(parent) && parent["object"] === path.node && parent["computed"] !== true;
}

function annotationOf(name: string, declaration: Declaration | undefined): unknown {
  if (declaration?.kind !== "parameter" && declaration?.kind !== "variable") return undefined;
  const { pattern } = declaration;
  const target = (pattern.type === "AssignmentPattern" ? pattern["left"] : pattern) as Node;
  return target["name"] === name ? target["typeAnnotation"] : undefined;
}

const NOTHING: Node = { type: "Nothing" };

function initOf(declaration: Declaration | undefined): Node {
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
