import type { ASTPath, Collection } from "jscodeshift";
import { pathsOf } from "./paths.ts";
import type { Reach } from "./project/reach.ts";
import { isFunction, type Node } from "./scope.ts";

/** Whether a file starts with a directive such as `use server`. */
export function hasDirective(root: Collection, directive: string): boolean {
  const [program] = pathsOf(root, "Program");
  return program !== undefined && directivesOf(program.node as unknown as Node).includes(directive);
}

/** Whether the code at `path` is in a function that `'use server'` makes a Server Action, or inside of one. */
export function isInServerAction(root: Collection, path: ASTPath): boolean {
  let inFunction = false;
  for (let at: ASTPath | null = path; at != null; at = at.parent as ASTPath | null) {
    const node = at.node as unknown as Node;
    if (!isFunction(node)) continue;
    inFunction = true;
    if (directivesOf(node["body"] as Node).includes("use server")) return true;
  }
  return inFunction && hasDirective(root, "use server");
}

/**
 * Entry points that make a request of their own, which is no Server Action's. A file that nothing imports is none: in a
 * script there is no request, and what revalidates throws either way.
 */
const OTHERS: readonly Reach[] = ["unknown", "route", "pages", "proxy", "instrumentation"];

/** Whether nothing but pages and what they send to the browser can run the code of a file. */
export function onlyFromPages(reach: ReadonlySet<Reach>): boolean {
  return !OTHERS.some((kind) => reach.has(kind)) && (reach.has("page") || reach.has("client"));
}

function directivesOf(node: Node): string[] {
  const directives = (node["directives"] ?? []) as { readonly value: { readonly value: string } }[];
  return directives.map(({ value }) => value.value);
}
