import type { ASTPath } from "jscodeshift";
import { j } from "../../parse.ts";
import { isFunction } from "../../scope.ts";
import { declarationOf } from "./declaration.ts";
import type { Found, Lookup } from "./lookup.ts";
import { isCall, nodeOf, parentOf, pathsOf, type Use, usesIn } from "./names.ts";
import { type Reason, type Refusal, refuse } from "./refusal.ts";
import { annotated, kindOfType, SERIALIZABLE_CLASS } from "./serializable.ts";
import { escapingThrows, isOwnError } from "./throws.ts";

/** What a cached function must not call, by module. */
const FORBIDDEN: readonly (readonly [source: RegExp, names: RegExp, reason: Reason])[] = [
  [/^next\/headers(?:\.js)?$/, /^(?:cookies|headers|draftMode)$/, "request-data"],
  [/^next\/server(?:\.js)?$/, /^(?:connection|after|unstable_after)$/, "request-data"],
  [/^(?:next-auth(?:\/.*)?|@clerk\/nextjs(?:\/server)?)$/, /^(?:auth|currentUser|getServerSession)$/, "request-data"],
  [/^next\/navigation(?:\.js)?$/, /^(?:redirect|permanentRedirect|notFound|forbidden|unauthorized)$/, "control-flow"],
  [/^next\/cache(?:\.js)?$/, /^(?:revalidate(?:Tag|Path)|updateTag|refresh|unstable_noStore)$/, "changes-cache"],
];

/** Why a function cannot be cached as it is. `fn` may be in another file. */
export function refuseFunction(fn: Found, lookup: Lookup): Refusal | undefined {
  const { path } = fn;
  const node = nodeOf(path);
  if (!isFunction(node)) return undefined;
  if (node["generator"] === true) return refuse("generator", "The cached function is a generator.");
  if (usesThis(path)) return refuse("uses-this", "The cached function uses this, super or arguments.");
  if (directivesIn(path).includes("use server"))
    return refuse("server-action", "The cached function is a Server Action.");
  for (const param of node["params"] as {
    type: string;
    typeAnnotation?: unknown;
    left?: { typeAnnotation?: unknown };
  }[]) {
    if (kindOfType(param.typeAnnotation ?? param.left?.typeAnnotation, path) === "opaque") {
      return refuse(
        "argument-not-serializable",
        "A parameter of the cached function has a type that cannot be serialised.",
      );
    }
  }
  return refuseCalls(fn, lookup) ?? refuseResult(path) ?? refuseThrows(path);
}

/** Calls of the function itself, and of the functions it calls as far as they can be seen. */
export function refuseCalls(fn: Found, lookup: Lookup, who = "The cached function"): Refusal | undefined {
  const calls = callsIn(fn.path);
  for (const use of calls) {
    const reason = forbidden(use);
    if (reason !== undefined) return refuse(reason, `${who} calls ${use.name}().`);
  }
  for (const use of calls) {
    const callee = lookup.resolve({ path: use.path, file: fn.file });
    if (callee === undefined || !isFunction(nodeOf(callee.path))) continue;
    const inner = callsIn(callee.path).find((each) => /request-data|control-flow/.test(forbidden(each) ?? ""));
    const reason = inner === undefined ? undefined : forbidden(inner);
    if (reason !== undefined) return refuse(reason, `${who} calls ${use.name}(), which calls ${inner?.name}().`);
  }
  return undefined;
}

function callsIn(path: ASTPath): Use[] {
  return usesIn(path).filter((use) => {
    const parent = nodeOf(parentOf(use.path) as ASTPath);
    return isCall(parent) && parent["callee"] === use.path.node;
  });
}

function forbidden(use: Use): Reason | undefined {
  const declaration = declarationOf(use);
  if (declaration?.kind !== "import") return undefined;
  return FORBIDDEN.find(([source, names]) => source.test(declaration.source) && names.test(declaration.imported))?.[2];
}

function usesThis(fn: ASTPath): boolean {
  const isOurs = (path: ASTPath): boolean => {
    for (let at = parentOf(path); at !== undefined && at.node !== fn.node; at = parentOf(at)) {
      const { type } = nodeOf(at);
      if (isFunction(nodeOf(at)) && type !== "ArrowFunctionExpression") return false;
      if (type.startsWith("Class") || type === "StaticBlock") return false;
    }
    return true;
  };
  const own = [...j(fn).find(j.ThisExpression).paths(), ...j(fn).find(j.Super).paths()];
  const args = usesIn(fn).filter(({ name, scope }) => name === "arguments" && scope === undefined);
  return own.some(isOurs) || args.some(({ path }) => isOurs(path));
}

function directivesIn(fn: ASTPath): string[] {
  const { directives = [] } = nodeOf(fn)["body"] as { directives?: { value: { value: string } }[] };
  return directives.map(({ value }) => value.value);
}

function refuseResult(fn: ASTPath): Refusal | undefined {
  const node = nodeOf(fn);
  const type = annotated(node["returnType"]);
  const name = (type?.["typeName"] as { name?: string } | undefined)?.name;
  if (type !== undefined && node["async"] !== true && name !== "Promise") {
    return refuse("return-type", "The declared return type is not a Promise, and 'use cache' functions are async.");
  }
  const returned = resultsOf(fn).find(isOpaque);
  if (kindOfType(node["returnType"], fn) !== "opaque" && returned === undefined) return undefined;
  return refuse("result-not-serializable", "The result is a response, an instance or a function.");
}

export function resultsOf(fn: ASTPath): ASTPath[] {
  const body = fn.get("body") as ASTPath;
  if (nodeOf(body).type !== "BlockStatement") return [body];
  return j(fn)
    .find(j.ReturnStatement)
    .paths()
    .filter((path) => path.node.argument != null && functionAround(path)?.node === fn.node)
    .map((path) => path.get("argument") as ASTPath);
}

export function functionAround(path: ASTPath): ASTPath | undefined {
  let at = parentOf(path);
  while (at !== undefined && !isFunction(nodeOf(at))) at = parentOf(at);
  return at;
}

function isOpaque(path: ASTPath): boolean {
  const node = nodeOf(path);
  if (node.type === "AwaitExpression") return isOpaque(path.get("argument") as ASTPath);
  if (isFunction(node)) return true;
  const callee = node["callee"] as { type: string; name?: string; object?: { name?: string } } | undefined;
  if (node.type === "NewExpression") return !SERIALIZABLE_CLASS.test(callee?.name ?? "");
  return isCall(node) && (callee?.name === "fetch" || /^(?:Next)?Response$/.test(callee?.object?.name ?? ""));
}

function refuseThrows(fn: ASTPath): Refusal | undefined {
  const own = escapingThrows(fn).find(isOwnError);
  if (own === undefined) return undefined;
  const name = pathsOf(own.get("argument") as ASTPath, "arguments").length >= 0 ? className(own) : "";
  return refuse(
    "throws-own-error",
    `The cached function throws ${name}; its callers would get an Error without class and message.`,
  );
}

function className(thrown: ASTPath): string {
  const { callee } = nodeOf(thrown)["argument"] as { callee?: { name?: string; property?: { name?: string } } };
  return callee?.name ?? callee?.property?.name ?? "an error of its own";
}
