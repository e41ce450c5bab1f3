import type { ASTPath, Collection } from "jscodeshift";
import { j } from "../../parse.ts";
import { isFunction, type Node } from "../../scope.ts";
import { isNextCache } from "../../next-cache.ts";

/** What `vi.mock("next/cache", () => ({ … }))` and its likes give. */
export interface Factory {
  readonly object: ASTPath;
  /** `vi` or `jest`; `vi.mock` as it is called. */
  readonly runner: string;
}

export function factoriesOf(root: Collection): Factory[] {
  return root
    .find(j.CallExpression)
    .paths()
    .flatMap((call): Factory[] => {
      const { callee, arguments: args } = call.node as unknown as { callee: Node; arguments: Node[] };
      const { name: method } = (callee["property"] ?? {}) as { name?: string };
      const { name: runner } = (callee["object"] ?? {}) as { name?: string };
      const [module, factory] = args;
      if (runner === undefined || !/^(?:mock|doMock|unstable_mockModule)$/.test(method ?? "")) return [];
      if (!isNextCache(String(module?.["value"])) || factory === undefined || !isFunction(factory)) return [];
      const objects = j(call.get("arguments", 1) as ASTPath)
        .find(j.ObjectExpression)
        .paths();
      return objects.filter((object) => isResult(object, factory)).map((object) => ({ object, runner }));
    });
}

function isResult(object: ASTPath, factory: Node): boolean {
  let at = object.parent as ASTPath;
  if (!/^(?:ArrowFunctionExpression|ReturnStatement)$/.test(at.node.type)) return false;
  while (!isFunction(at.node as unknown as Node)) at = at.parent as ASTPath;
  return (at.node as unknown) === factory;
}
