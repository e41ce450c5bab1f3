import type { ASTPath } from "jscodeshift";
import { j, rangeOf } from "../../parse.ts";
import { isReference, type Node, scopeOf } from "../../scope.ts";

/** One use of a variable. */
export interface Use {
  readonly name: string;
  readonly path: ASTPath;
  /** The node that declares it; `undefined` for a global. */
  readonly scope: Node | undefined;
}

export function nodeOf(path: ASTPath): Node {
  return path.node as unknown as Node;
}

export function parentOf(path: ASTPath): ASTPath | undefined {
  return (path.parent ?? undefined) as ASTPath | undefined;
}

/** The variables that run-time code in `path` uses, wherever they are declared. */
export function usesIn(path: ASTPath): Use[] {
  const found: ASTPath[] = nodeOf(path).type === "Identifier" ? [path] : j(path).find(j.Identifier).paths();
  return found
    .filter((use) => isReference(use) && !isType(use))
    .map((use) => ({
      name: nodeOf(use)["name"] as string,
      path: use,
      scope: scopeOf(use, nodeOf(use)["name"] as string),
    }));
}

/** The variables of functions around `path` that it uses: what a closure made of it would capture. */
export function capturedBy(path: ASTPath): Use[] {
  return usesIn(path).filter(
    ({ scope }) => scope !== undefined && scope.type !== "Program" && !isInside(scope, nodeOf(path)),
  );
}

export function isInside(inner: Node, outer: Node): boolean {
  const a = rangeOf(inner);
  const b = rangeOf(outer);
  return a.start >= b.start && a.end <= b.end;
}

function isType(path: ASTPath): boolean {
  const type = parentOf(path)?.node.type;
  return type === "TSTypeQuery" || type === "TSQualifiedName";
}

/** Whether there is a `this` in it, be it the one of an inner function. */
export function hasThis(path: ASTPath): boolean {
  return nodeOf(path).type === "ThisExpression" || j(path).find(j.ThisExpression).size() > 0;
}

/** Without casts, `!` and parentheses. */
export function unwrapped(path: ASTPath): ASTPath {
  const node = nodeOf(path);
  return /^TS(?:As|Satisfies|NonNull)Expression$|^TSTypeAssertion$|^ParenthesizedExpression$/.test(node.type)
    ? unwrapped(path.get("expression") as ASTPath)
    : path;
}

/** The call of a function, optional or not. */
export function isCall(node: Node): boolean {
  return node.type === "CallExpression" || node.type === "OptionalCallExpression";
}

export function isMember(node: Node): boolean {
  return node.type === "MemberExpression" || node.type === "OptionalMemberExpression";
}

export function pathsOf(path: ASTPath, field: string): ASTPath[] {
  const list = nodeOf(path)[field];
  return Array.isArray(list) ? list.map((_, index) => path.get(field, index) as ASTPath) : [];
}
