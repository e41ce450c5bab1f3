import type { ASTPath, Collection } from "jscodeshift";
import { pathsOf } from "./paths.ts";
import type { Node } from "./scope.ts";

/** An `import()` or `require()` and what is made of it. */
export interface ModuleLoad {
  readonly specifier: string;
  /** `target`: the variable or the pattern that gets the module. `object`: the expression that a member is taken of. */
  readonly kind: "target" | "object";
  readonly path: ASTPath;
}

/** Also what test runners have to get behind a mock: `vi.importActual("next/cache")`. */
const LOADERS = /^(?:import|require|importActual|importMock|requireActual|requireMock)$/;

/** @param sourceOf the specifier that a node is, when it is one that is looked for. */
export function* loadsIn(root: Collection, sourceOf: (node: unknown) => string | undefined): Generator<ModuleLoad> {
  for (const path of pathsOf(root, "CallExpression", (node) => LOADERS.test(lastName(node["callee"] as Node)))) {
    const specifier = sourceOf((path.node as unknown as { arguments: Node[] }).arguments[0]);
    if (specifier !== undefined) yield* made(specifier, path);
  }
  for (const path of pathsOf(root, "ImportExpression")) {
    const specifier = sourceOf((path.node as unknown as Node)["source"]);
    if (specifier !== undefined) yield* made(specifier, path);
  }
}

function lastName(callee: Node): string {
  if (callee.type === "Import") return "import";
  return String(((callee["property"] ?? callee) as Node)["name"]);
}

function* made(specifier: string, load: ASTPath): Generator<ModuleLoad> {
  let path = load;
  while (/^(?:AwaitExpression|TS(?:As|NonNull|Satisfies)Expression|TSTypeAssertion)$/.test(parentOf(path).node.type)) {
    path = parentOf(path);
  }
  const parent = parentOf(path);
  const node = parent.node as unknown as Node;
  if (node.type === "VariableDeclarator") yield { specifier, kind: "target", path: parent.get("id") as ASTPath };
  if (!/^(?:Optional)?MemberExpression$/.test(node.type)) return;
  const callback = (node["property"] as Node)["name"] === "then" ? parameterOf(parent) : undefined;
  yield callback === undefined ? { specifier, kind: "object", path } : { specifier, kind: "target", path: callback };
}

/** The parameter of the function that `.then` is given. */
function parameterOf(then: ASTPath): ASTPath | undefined {
  const call = parentOf(then);
  const callback = (call.node as unknown as { arguments?: Node[] }).arguments?.[0];
  const isFunction = callback !== undefined && /Function/.test(callback.type);
  if (!isFunction || (callback["params"] as Node[]).length === 0) return undefined;
  return call.get("arguments", 0, "params", 0) as ASTPath;
}

function parentOf(path: ASTPath): ASTPath {
  return path.parent as ASTPath;
}
