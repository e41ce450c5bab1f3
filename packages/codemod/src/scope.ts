import type { ASTPath } from "jscodeshift";

/**
 * Which declaration a name means. The scopes of ast-types know neither blocks nor the declarations of TypeScript, and a
 * `const revalidateTag` inside an `if` would be taken for one of the whole function.
 */
export interface Node {
  readonly type: string;
  readonly [field: string]: unknown;
}

const declaredIn = new WeakMap<Node, ReadonlySet<string>>();

/** The node whose scope declares the name that is used at `path`; `undefined` for a global. */
export function scopeOf(path: ASTPath, name: string): Node | undefined {
  for (let at = path; at != null; at = at.parent as ASTPath) {
    const node = at.node as unknown as Node;
    if (declared(node).has(name)) return node;
  }
  return undefined;
}

/** The names that a node declares for what is in it. */
export function declared(node: Node): ReadonlySet<string> {
  let names = declaredIn.get(node);
  if (names === undefined) declaredIn.set(node, (names = new Set(namesOf(node))));
  return names;
}

function* namesOf(node: Node): Generator<string> {
  switch (node.type) {
    case "Program":
      yield* lexical(node["body"] as Node[]);
      yield* hoisted(node["body"]);
      return;
    case "BlockStatement":
    case "StaticBlock":
    case "TSModuleBlock":
      yield* lexical(node["body"] as Node[]);
      return;
    case "SwitchStatement":
      for (const branch of node["cases"] as Node[]) yield* lexical(branch["consequent"] as Node[]);
      return;
    case "ForStatement":
      if (node["init"] != null) yield* lexical([node["init"] as Node]);
      return;
    case "ForInStatement":
    case "ForOfStatement":
      yield* lexical([node["left"] as Node]);
      return;
    case "CatchClause":
      yield* bound(node["param"] as Node | null);
      return;
    case "ClassExpression":
      yield* bound(node["id"] as Node | null);
      return;
    default:
      if (!isFunction(node)) return;
      if (node.type === "FunctionExpression") yield* bound(node["id"] as Node | null);
      for (const param of node["params"] as Node[]) yield* bound(param);
      yield* hoisted(node["body"]);
  }
}

export function isFunction(node: Node): boolean {
  return /Function(?:Expression|Declaration)$|^(?:Object|Class|ClassPrivate)Method$/.test(node.type);
}

function* lexical(statements: readonly Node[]): Generator<string> {
  for (const statement of statements) {
    switch (statement.type) {
      case "ImportDeclaration":
        for (const specifier of (statement["specifiers"] ?? []) as Node[]) yield* bound(specifier["local"] as Node);
        break;
      case "ExportNamedDeclaration":
      case "ExportDefaultDeclaration":
        if (statement["declaration"] != null) yield* lexical([statement["declaration"] as Node]);
        break;
      case "VariableDeclaration":
        for (const { id } of statement["declarations"] as Node[]) yield* bound(id as Node);
        break;
      case "FunctionDeclaration":
      case "TSDeclareFunction":
      case "ClassDeclaration":
      case "TSEnumDeclaration":
      case "TSModuleDeclaration":
      case "TSImportEqualsDeclaration":
        yield* bound(statement["id"] as Node | null);
        break;
      default:
    }
  }
}

/** What `var` declares, from anywhere but inner functions. */
function* hoisted(value: unknown): Generator<string> {
  if (Array.isArray(value)) {
    for (const item of value) yield* hoisted(item);
    return;
  }
  if (value === null || typeof value !== "object" || typeof (value as Node).type !== "string") return;
  const node = value as Node;
  if (isFunction(node) || node.type.startsWith("TS") || /^JSX|Literal$|^Class|^Identifier$/.test(node.type)) return;
  if (node.type === "VariableDeclaration" && node["kind"] === "var") yield* lexical([node]);
  for (const field of ["body", "consequent", "alternate", "cases", "block", "handler", "finalizer", "init", "left"]) {
    if (node[field] != null) yield* hoisted(node[field]);
  }
}

/** The names a pattern binds. */
export function* bound(pattern: Node | null | undefined): Generator<string> {
  if (pattern == null) return;
  switch (pattern.type) {
    case "Identifier":
      yield pattern["name"] as string;
      return;
    case "ObjectPattern":
      for (const property of pattern["properties"] as Node[]) {
        yield* bound((property["value"] ?? property["argument"]) as Node);
      }
      return;
    case "ArrayPattern":
      for (const element of pattern["elements"] as (Node | null)[]) yield* bound(element);
      return;
    case "AssignmentPattern":
      yield* bound(pattern["left"] as Node);
      return;
    case "RestElement":
    case "RestProperty":
      yield* bound(pattern["argument"] as Node);
      return;
    case "TSParameterProperty":
      yield* bound(pattern["parameter"] as Node);
      return;
    default:
  }
}

/** Whether an identifier stands for the value (or, in `typeof x`, the type) of a variable, and is not just a word. */
export function isReference(path: ASTPath): boolean {
  const parent = (path.parent as ASTPath | null)?.node as unknown as Node | undefined;
  const node = path.node as unknown as Node;
  if (parent === undefined) return false;
  if (parent.type.startsWith("TS")) return TS_OPERANDS.some((field) => parent[field] === node);
  switch (parent.type) {
    case "MemberExpression":
    case "OptionalMemberExpression":
      return parent["object"] === node || parent["computed"] === true;
    case "ObjectProperty":
    case "Property":
    case "ObjectMethod":
    case "ClassMethod":
    case "ClassProperty":
    case "ClassAccessorProperty":
    case "PropertyDefinition":
      return parent["key"] !== node || parent["computed"] === true;
    case "ExportSpecifier":
      return parent["local"] === node && (path.parent.parent as ASTPath).node["source" as never] == null;
    case "LabeledStatement":
    case "BreakStatement":
    case "ContinueStatement":
    case "MetaProperty":
    case "ImportSpecifier":
    case "ImportDefaultSpecifier":
    case "ImportNamespaceSpecifier":
    case "ExportNamespaceSpecifier":
    case "ExportDefaultSpecifier":
      return false;
    default:
      return true;
  }
}

/** The fields of the nodes of TypeScript in which a name is a variable: `x as T`, `x!`, `typeof x`, `A = x` in an enum. */
const TS_OPERANDS = ["expression", "exprName", "initializer", "left"];
