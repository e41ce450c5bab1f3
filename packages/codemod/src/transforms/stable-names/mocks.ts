import type { ASTPath, Collection } from "jscodeshift";
import { keyOf } from "../../config-objects.ts";
import { j, rangeOf } from "../../parse.ts";
import { isFunction, type Node } from "../../scope.ts";
import { isNextCache } from "../../next-cache.ts";
import { STABLE } from "./names.ts";

interface MockedKey {
  readonly key: { readonly start: number; readonly end: number; readonly shorthand: boolean };
  readonly name: string;
  /** Whether the mock has the stable name, too. */
  readonly taken: boolean;
}

const MOCKERS = /^(?:mock|doMock|unstable_mockModule|module)$/;

/** The old names among the keys of what `vi.mock("next/cache", () => ({ … }))` and its likes give. */
export function mockedKeys(root: Collection): MockedKey[] {
  return root
    .find(j.CallExpression)
    .nodes()
    .flatMap((call) => {
      const { callee, arguments: args } = call as unknown as { callee: Node; arguments: Node[] };
      const [module, factory] = args;
      const method = ((callee["property"] ?? {}) as Node)["name"];
      if (!MOCKERS.test(String(method)) || module === undefined || factory === undefined) return [];
      const source = module["value"] ?? ((module["arguments"] ?? []) as Node[])[0]?.["value"];
      if (typeof source !== "string" || !isNextCache(source)) return [];
      return j(factory as never)
        .find(j.ObjectExpression)
        .paths()
        .filter((path) => isResult(path, factory))
        .flatMap((path) => keysOf(path.node as unknown as Node));
    });
}

/** What the factory gives, and not an object inside of it. */
function isResult(object: ASTPath, factory: Node): boolean {
  const parent = object.parent as ASTPath;
  if (!/^(?:ArrowFunctionExpression|ReturnStatement)$/.test(parent.node.type)) return false;
  let at = parent;
  while (!isFunction(at.node as unknown as Node)) at = at.parent as ASTPath;
  return (at.node as unknown) === factory;
}

function keysOf(object: Node): MockedKey[] {
  const properties = object["properties"] as Node[];
  const names = new Set(properties.map(keyOf));
  return properties.flatMap((property) => {
    const name = STABLE[keyOf(property) ?? ""];
    const key = property["key"] as Node | undefined;
    if (name === undefined || key?.type !== "Identifier") return [];
    return [{ key: { ...rangeOf(key), shorthand: property["shorthand"] === true }, name, taken: names.has(name) }];
  });
}
