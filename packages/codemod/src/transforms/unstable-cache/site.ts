import type { ASTPath } from "jscodeshift";
import type { CacheReference } from "../../cache-bindings.ts";
import { isFunction, type Node } from "../../scope.ts";
import { declarationOf } from "./declaration.ts";
import { type Found, type Lookup, valueOf } from "./lookup.ts";
import { hasThis, isCall, isMember, nodeOf, parentOf, pathsOf, unwrapped, usesIn } from "./names.ts";
import { type Refusal, refuse } from "./refusal.ts";

/** One `unstable_cache(fn, keys, { tags, revalidate })`. */
export interface Site {
  readonly reference: CacheReference;
  readonly call: ASTPath;
  /** The call of its result, when that is called in place. */
  readonly invocation: ASTPath | undefined;
  /** The function in place, or the expression that names it. */
  readonly fn: ASTPath;
  /** What a name leads to, when it can be seen. */
  readonly target: Found | undefined;
  /** `cache(fn)` of React around the function, which stays. */
  readonly memo: ASTPath | undefined;
  readonly keys: ASTPath | undefined;
  readonly tags: Setting | undefined;
  readonly revalidate: Setting | undefined;
}

/** An option: where its value is, and how to reach it from where the options are. */
export interface Setting {
  readonly value: Found;
  /** The expression that stands for the options when they are not written in place. */
  readonly through: ASTPath | undefined;
}

export function readSite(reference: CacheReference, file: string, lookup: Lookup): Site | Refusal {
  const call = parentOf(reference.path) as ASTPath;
  const args = pathsOf(call, "arguments");
  if (args.length === 0 || args.length > 3 || args.some(({ node }) => node.type === "SpreadElement")) {
    return refuse("arguments", "The arguments of unstable_cache are not (function, keyParts, options).");
  }
  const [first, keys, options] = args as [ASTPath, ASTPath?, ASTPath?];
  const memo = isReactCache(first) ? first : undefined;
  const fn = unwrapped(memo === undefined ? first : (memo.get("arguments", 0) as ASTPath));
  const named = readFunction(fn, file, lookup);
  if ("reason" in named) return named;
  const settings = readOptions(options, file, lookup);
  if ("reason" in settings) return settings;
  const around = parentOf(call);
  const invocation =
    around !== undefined && isCall(nodeOf(around)) && nodeOf(around)["callee"] === call.node ? around : undefined;
  return { reference, call, invocation, fn, memo, keys: isNothing(keys) ? undefined : keys, ...named, ...settings };
}

/** `cache` or `React.cache` of React, which deduplicates within one request. */
function isReactCache(path: ASTPath): boolean {
  const callee = nodeOf(path)["callee"] === undefined ? undefined : (path.get("callee") as ASTPath);
  const [use] = callee === undefined ? [] : usesIn(callee);
  const declaration = use === undefined ? undefined : declarationOf(use);
  if (callee === undefined || declaration?.kind !== "import" || declaration.source !== "react") return false;
  const { type, property } = nodeOf(callee) as { type: string; property?: { name?: string } };
  return (
    pathsOf(path, "arguments").length === 1 &&
    (type === "Identifier" ? declaration.imported : property?.name) === "cache"
  );
}

function readFunction(fn: ASTPath, file: string, lookup: Lookup): { readonly target: Found | undefined } | Refusal {
  const node = nodeOf(fn);
  if (isFunction(node)) return { target: undefined };
  if (node.type !== "Identifier" && node.type !== "MemberExpression") {
    return refuse("function-not-visible", "The cached function is the result of an expression.");
  }
  if (hasThis(fn)) return refuse("uses-this", "The cached function is a member of `this`.");
  if (hasComputed(node)) {
    return refuse("function-not-visible", "The cached function is a member whose name is computed.");
  }
  const [use] = usesIn(fn);
  const declaration = use === undefined ? undefined : declarationOf(use);
  if (declaration?.kind === "parameter") {
    return refuse("generic-wrapper", "The cached function is a parameter, so this caches whatever it is called with.");
  }
  if (use?.scope !== undefined && use.scope.type !== "Program") {
    return refuse("captures-function", `The cached function \`${use.name}\` is declared inside another function.`);
  }
  return { target: lookup.resolve({ path: fn, file }) };
}

/** `queries[name]`: which function it is depends on a value that is no argument. */
function hasComputed(node: Node): boolean {
  if (!isMember(node)) return false;
  const isComputed = node["computed"] === true && !(node["property"] as Node).type.endsWith("Literal");
  return isComputed || hasComputed(node["object"] as Node);
}

type Settings = Pick<Site, "tags" | "revalidate">;

function readOptions(options: ASTPath | undefined, file: string, lookup: Lookup): Settings | Refusal {
  if (options === undefined || isNothing(options)) return { tags: undefined, revalidate: undefined };
  const object = unwrapped(options);
  if (nodeOf(object).type === "ObjectExpression") return settingsOf({ path: object, file }, undefined);
  const [use] = usesIn(object);
  if (use !== undefined && declarationOf(use)?.kind === "parameter") {
    return refuse("options-parameter", `The options come from the parameter \`${use.name}\`.`);
  }
  const resolved = /^(?:Identifier|MemberExpression)$/.test(object.node.type)
    ? lookup.resolve({ path: object, file })
    : undefined;
  if (resolved === undefined || nodeOf(resolved.path).type !== "ObjectExpression") {
    return refuse("options-not-visible", "The options are not an object literal that can be seen.");
  }
  const settings = settingsOf(resolved, object);
  if ("reason" in settings || !isAnnotated(resolved.path)) return settings;
  const inPlace = settingsOf(resolved, undefined);
  if (resolved.file === file && !("reason" in inPlace) && isLiteral(inPlace)) return inPlace;
  return refuse("options-not-visible", "The options have a type in which tags and revalidate may be missing.");
}

/** `const options: Options = { … }`: the members have the type that was written, and not that of their values. */
function isAnnotated(object: ASTPath): boolean {
  let at = parentOf(object);
  while (at !== undefined && /^TS\w+Expression$/.test(at.node.type)) at = parentOf(at);
  return at?.node.type === "VariableDeclarator" && (nodeOf(at)["id"] as Node)["typeAnnotation"] != null;
}

/** Whether the values mean the same wherever they are written. */
function isLiteral({ tags, revalidate }: Settings): boolean {
  const elements = tags === undefined ? [] : nodeOf(tags.value.path)["elements"];
  return (
    Array.isArray(elements) &&
    (elements as (Node | null)[]).every((element) => element?.type === "StringLiteral") &&
    (revalidate === undefined || nodeOf(revalidate.value.path).type.endsWith("Literal"))
  );
}

function settingsOf({ path, file }: Found, through: ASTPath | undefined): Settings | Refusal {
  const names = pathsOf(path, "properties").map((each) => (nodeOf(each)["key"] as { name?: string } | undefined)?.name);
  if (names.some((name) => name !== "tags" && name !== "revalidate")) {
    return refuse(
      "options-not-visible",
      "The options have more than tags and revalidate, or a part that cannot be seen.",
    );
  }
  const setting = (name: string): Setting | undefined => {
    const value = valueOf(path, name);
    return value === undefined || isNothing(value) ? undefined : { value: { path: value, file }, through };
  };
  return { tags: setting("tags"), revalidate: setting("revalidate") };
}

function isNothing(path: ASTPath | undefined): boolean {
  return path !== undefined && nodeOf(path)["name"] === "undefined";
}
