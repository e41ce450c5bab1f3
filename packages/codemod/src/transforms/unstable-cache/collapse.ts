import type { ASTPath } from "jscodeshift";
import { bound, declared, isFunction, type Node } from "../../scope.ts";
import { capturesOf } from "./captures.ts";
import { functionAround } from "./function.ts";
import { isMember, nodeOf, parentOf, pathsOf } from "./names.ts";
import { annotated, kindOfType } from "./serializable.ts";
import type { Site } from "./site.ts";
import { membersOf } from "./types.ts";

/** Functions that Next.js calls with values of its own, or that mean something else with a directive. */
const OF_NEXT = /^(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS|generate[A-Z]\w*)$/;

/**
 * The function around a site when the site is all there is in it: `(id) => unstable_cache(() => load(id), …)()`. It can be
 * the cached function itself, for its parameters are what the inner one captures.
 */
export function collapsible(site: Site, file: string): ASTPath | undefined {
  const { invocation, fn, memo } = site;
  if (invocation === undefined || memo !== undefined || !isFunction(nodeOf(fn))) return undefined;
  if (pathsOf(invocation, "arguments").length > 0 || pathsOf(fn, "params").length > 0) return undefined;
  const around = functionAround(invocation);
  if (around === undefined || !/^(?:Arrow)?Function/.test(around.node.type) || !isAll(around, invocation))
    return undefined;
  const outer = nodeOf(around);
  if (outer["generator"] === true || isOfNext(around, file) || directives(outer).length > 0 || isAction(around))
    return undefined;
  if (!sameType(outer, nodeOf(fn)) || redeclares(outer, nodeOf(fn))) return undefined;
  return pathsOf(around, "params").every((param) => isKeyed(nodeOf(param), site)) ? around : undefined;
}

/** `=> site()`, `{ return site() }`, both with or without `await`. */
function isAll(around: ASTPath, invocation: ASTPath): boolean {
  let at = parentOf(invocation);
  let from = invocation;
  if (at?.node.type === "AwaitExpression") [from, at] = [at, parentOf(at)];
  if (at?.node === around.node) return nodeOf(around)["body"] === from.node;
  const { body } = nodeOf(around)["body"] as { body?: Node[] };
  return at?.node.type === "ReturnStatement" && body?.length === 1 && body[0] === (at.node as unknown);
}

function isOfNext(around: ASTPath, file: string): boolean {
  const { id } = nodeOf(around) as { id?: { name?: string } | null };
  const parent = nodeOf(parentOf(around) as ASTPath);
  const name = id?.name ?? (parent["id"] as { name?: string } | undefined)?.name ?? "";
  return isConvention(file) && (parent.type === "ExportDefaultDeclaration" || OF_NEXT.test(name));
}

/** `page.tsx`, `route.ts`, `sitemap.ts`, … */
function isConvention(file: string): boolean {
  return /(?:^|\/)(?:page|layout|template|default|route|loading|error|not-found|sitemap|robots|manifest|icon\d*|apple-icon|(?:opengraph|twitter)-image\d*)\.\w+$/.test(
    file,
  );
}

/** An export of a `'use server'` module is called by browsers; it stays an action that uses a cached function. */
function isAction(around: ASTPath): boolean {
  let exported = false;
  let at = around;
  for (; at.node.type !== "Program"; at = parentOf(at) as ASTPath) exported ||= at.node.type.startsWith("Export");
  return exported && directives(nodeOf(at)).includes("use server");
}

function directives(node: Node): string[] {
  const holder = (node.type === "Program" ? node : node["body"]) as { directives?: { value: { value: string } }[] };
  return (holder.directives ?? []).map(({ value }) => value.value);
}

function sameType(outer: Node, inner: Node): boolean {
  const type = annotated(outer["returnType"]);
  if (type === undefined) return inner["returnType"] == null;
  return outer["async"] === true || (type["typeName"] as { name?: string } | undefined)?.name === "Promise";
}

/** `const id` in the inner function would become a second declaration next to the parameter `id`. */
function redeclares(outer: Node, inner: Node): boolean {
  const names = new Set((outer["params"] as Node[]).flatMap((param) => Array.from(bound(param))));
  const body = inner["body"] as Node;
  return body.type === "BlockStatement" && [...declared(body), ...declared(inner)].some((name) => names.has(name));
}

/** Whether a parameter is exactly as much part of the key as it was: all of it, and only plain data. */
function isKeyed(param: Node, site: Site): boolean {
  const captures = capturesOf(site);
  const target = (param.type === "AssignmentPattern" ? param["left"] : param) as Node;
  const isFixed = param.type !== "AssignmentPattern" || (param["right"] as Node).type.endsWith("Literal");
  const names = [...bound(target)];
  if (!isFixed || !names.every((name) => captures.some((use) => use.name === name))) return false;
  if (target.type === "ObjectPattern" && !isAllOf(target, site)) return false;
  if (target.type !== "Identifier" || kindOfType(target["typeAnnotation"], site.call) === "plain")
    return target.type !== "RestElement";
  // Of an object only the members that are used were captured.
  return captures.every(({ name, path }) => {
    const parent = nodeOf(parentOf(path) as ASTPath);
    return name !== target["name"] || !isMember(parent) || parent["object"] !== path.node;
  });
}

/** Whether a pattern takes all that its type has: whatever else is in the object would be part of the key, too. */
function isAllOf(pattern: Node, { call }: Site): boolean {
  const type = annotated(pattern["typeAnnotation"]);
  const keyOf = (node: Node): string | undefined => (node["key"] as { name?: string } | undefined)?.name;
  const taken = new Set((pattern["properties"] as Node[]).map(keyOf));
  const members = type === undefined ? [] : membersOf(type, call);
  return (
    members.length > 0 && members.every((member) => taken.has(keyOf(member)) && kindOfType(member, call) !== "opaque")
  );
}
