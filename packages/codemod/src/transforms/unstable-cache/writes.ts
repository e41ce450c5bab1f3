import type { ASTPath } from "jscodeshift";
import { j, rangeOf } from "../../parse.ts";
import { bound, type Node, scopeOf } from "../../scope.ts";
import { functionAround } from "./function.ts";
import { isCall, isInside, isMember, nodeOf, parentOf, type Use } from "./names.ts";

const MUTATING = /^(?:add|append|clear|copyWithin|delete|fill|pop|push|reverse|set(?:\w*)|shift|sort|splice|unshift)$/;

/**
 * Whether a variable, or what it holds, gets another value inside of `site` or after `site` is made. What is captured is
 * read, and copied, once: neither side sees what the other one writes afterwards.
 */
export function changesAfter({ name, path, scope }: Use, site: ASTPath): boolean {
  const owner = ownerOf(path, scope);
  if (owner === undefined) return true;
  return j(owner)
    .find(j.Identifier, { name })
    .paths()
    .some((use) => scopeOf(use, name) === scope && isWritten(use) && isLate(use, nodeOf(site), nodeOf(owner)));
}

/** Whether the variable is declared behind `site`: the compiler captures it before it has a value, or not at all. */
export function isDeclaredAfter({ name, path, scope }: Use, site: ASTPath): boolean {
  const owner = ownerOf(path, scope);
  if (owner === undefined) return false;
  return j(owner)
    .find(j.VariableDeclarator)
    .paths()
    .some(
      ({ node }) =>
        rangeOf(node).start > rangeOf(site.node).start &&
        !isInside(node as unknown as Node, nodeOf(site)) &&
        [...bound(node.id as unknown as Node)].includes(name) &&
        isDeclaredIn(owner, node as unknown as Node, name, scope),
    );
}

function isDeclaredIn(owner: ASTPath, declarator: Node, name: string, scope: Node | undefined): boolean {
  const declared = j(owner)
    .find(j.Identifier, { name })
    .paths()
    .find((path) => isInside(nodeOf(path), declarator["id"] as Node));
  return declared !== undefined && scopeOf(declared, name) === scope;
}

function ownerOf(path: ASTPath, scope: Node | undefined): ASTPath | undefined {
  let at: ASTPath | undefined = path;
  while (at !== undefined && at.node !== (scope as unknown)) at = parentOf(at);
  return at;
}

/** In the site, behind it, in a function that may run later, or in a loop that comes back to it. */
function isLate(use: ASTPath, site: Node, owner: Node): boolean {
  const node = nodeOf(use);
  if (isInside(node, site) || rangeOf(node).start > rangeOf(site).start) return true;
  const around = functionAround(use);
  if (around !== undefined && !isInside(site, nodeOf(around))) return true;
  for (let at = parentOf(use); at !== undefined && at.node !== (owner as unknown); at = parentOf(at)) {
    if (/^(?:For|While|DoWhile)\w*Statement$/.test(at.node.type) && isInside(site, nodeOf(at))) return true;
  }
  return false;
}

/** `x = …`, `x.a++`, `delete x.a`, `x.push(…)`, `({ x } = …)`, `for (x of …)`, `Object.assign(x, …)`. */
export function isWritten(use: ASTPath): boolean {
  let at = use;
  let method: string | undefined;
  for (let parent = parentOf(at); parent !== undefined; at = parent, parent = parentOf(at)) {
    const node = nodeOf(parent);
    if (isMember(node) && node["object"] === at.node) method = (node["property"] as { name?: string }).name ?? "";
    else if (isCall(node)) {
      if (node["callee"] === at.node) return at !== use && MUTATING.test(method ?? "");
      const callee = node["callee"] as { object?: { name?: string }; property?: { name?: string } };
      return (
        (node["arguments"] as unknown[])[0] === at.node &&
        /^(?:Object|Reflect)$/.test(callee.object?.name ?? "") &&
        /^(?:assign|define\w+|set\w*|delete\w+)$/.test(callee.property?.name ?? "")
      );
    } else if (node.type === "UnaryExpression") return node["operator"] === "delete";
    else if (node.type === "UpdateExpression") return true;
    else if (/^(?:Assignment|ForIn|ForOf)(?:Expression|Statement)$/.test(node.type)) return node["left"] === at.node;
    else if (node.type === "AssignmentPattern" || /^(?:Object)?Property$/.test(node.type)) {
      if (node[node.type === "AssignmentPattern" ? "left" : "value"] !== at.node) return false;
    } else if (
      !/^(?:Object|Array)Pattern$|^Rest(?:Element|Property)$|^TS\w+Expression$|^TSTypeAssertion$/.test(node.type)
    )
      return false;
  }
  return false;
}
