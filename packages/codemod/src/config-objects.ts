import type { ASTPath, Collection } from "jscodeshift";
import { j } from "./parse.ts";
import { type Node, scopeOf } from "./scope.ts";

/**
 * The object literals that make up what a next.config exports: directly, by `satisfies`, from a variable, through
 * `withPlugin(config)`, from a function, spread into each other.
 */
export interface ConfigObjects {
  readonly objects: readonly ASTPath[];
  /** Whether something contributes that this file does not have, other than a plugin. */
  readonly opaque: boolean;
  /** Whether it depends, as on the phase, which of them count. */
  readonly branches: boolean;
}

export function findConfigObjects(root: Collection): ConfigObjects {
  const objects: ASTPath[] = [];
  const seen = new Set<unknown>();
  let opaque = false;
  let branches = false;
  const unknown = (): void => {
    opaque = true;
  };

  const variable = (use: ASTPath, name: string): void => {
    const scope = scopeOf(use, name);
    let found = false;
    const take = (declaration: ASTPath, field: string): void => {
      if (scopeOf(declaration, name) !== scope) return;
      found = true;
      follow(declaration.get(field) as ASTPath);
    };
    root.find(j.VariableDeclarator, { id: { name } }).forEach((path) => take(path, "init"));
    root.find(j.AssignmentExpression, { left: { name } }).forEach((path) => take(path, "right"));
    root.find(j.FunctionDeclaration, { id: { name } }).forEach((path) => {
      if (scopeOf(path.parent as ASTPath, name) === scope) {
        found = true;
        follow(path);
      }
    });
    if (!found) unknown();
  };

  const follow = (path: ASTPath): void => {
    const node = path.node as unknown as Node | null;
    if (node === null || seen.has(node)) return;
    seen.add(node);
    switch (node.type) {
      case "ObjectExpression":
        objects.push(path);
        for (const [index, property] of (node["properties"] as Node[]).entries()) {
          if (property.type.startsWith("Spread")) follow(path.get("properties", index, "argument") as ASTPath);
        }
        return;
      case "Identifier":
        variable(path, node["name"] as string);
        return;
      case "TSAsExpression":
      case "TSSatisfiesExpression":
      case "TSNonNullExpression":
      case "TSTypeAssertion":
      case "ParenthesizedExpression":
        follow(path.get("expression") as ASTPath);
        return;
      case "AwaitExpression":
        follow(path.get("argument") as ASTPath);
        return;
      case "ConditionalExpression":
        branches = true;
        follow(path.get("consequent") as ASTPath);
        follow(path.get("alternate") as ASTPath);
        return;
      case "LogicalExpression":
        branches = true;
        if (node["operator"] !== "&&") follow(path.get("left") as ASTPath);
        follow(path.get("right") as ASTPath);
        return;
      case "CallExpression":
        followCall(path, node, follow);
        return;
      case "ArrowFunctionExpression":
      case "FunctionExpression":
      case "FunctionDeclaration":
        if (followReturns(path, node, follow) > 1) branches = true;
        return;
      case "BooleanLiteral":
      case "NullLiteral":
        return;
      default:
        unknown();
    }
  };

  root.find(j.ExportDefaultDeclaration).forEach((path) => follow(path.get("declaration") as ASTPath));
  root.find(j.TSExportAssignment).forEach((path) => follow(path.get("expression") as ASTPath));
  root.find(j.AssignmentExpression).forEach((path) => {
    const left = path.node.left as unknown as Node;
    const isExports = left.type === "MemberExpression" && (left["object"] as Node)["name"] === "module";
    if (isExports && (left["property"] as Node)["name"] === "exports") follow(path.get("right") as ASTPath);
  });
  return { objects, opaque: opaque || objects.length === 0, branches };
}

/** `withPlugin(config)`, `withPlugin(options)(config)`, `plugins.reduce(apply, config)`, `withPlugins([…], config)`. */
function followCall(path: ASTPath, node: Node, follow: (path: ASTPath) => void): void {
  const callee = node["callee"] as Node;
  const args = node["arguments"] as Node[];
  const reduces = callee.type === "MemberExpression" && (callee["property"] as Node)["name"] === "reduce";
  const assigns = callee.type === "MemberExpression" && (callee["property"] as Node)["name"] === "assign";
  if (assigns) {
    for (const index of args.keys()) follow(path.get("arguments", index) as ASTPath);
    return;
  }
  const index = reduces || args[0]?.type === "ArrayExpression" ? 1 : 0;
  if (args[index] !== undefined) follow(path.get("arguments", index) as ASTPath);
  // A function of this file that makes the configuration.
  else if (callee.type === "Identifier") follow(path.get("callee") as ASTPath);
}

/** @returns how many there are. */
function followReturns(path: ASTPath, node: Node, follow: (path: ASTPath) => void): number {
  if ((node["body"] as Node).type !== "BlockStatement") {
    follow(path.get("body") as ASTPath);
    return 1;
  }
  let count = 0;
  j(path)
    .find(j.ReturnStatement)
    .forEach((statement) => {
      let at: ASTPath = statement.parent as ASTPath;
      while (!/Function|Method/.test(at.node.type)) at = at.parent as ASTPath;
      if (at.node !== path.node) return;
      count++;
      if (statement.node.argument != null) follow(statement.get("argument") as ASTPath);
    });
  return count;
}

/** The property of an object literal by its name, written `name`, `"name"` or `name() {}`. */
export function propertyOf(object: ASTPath, name: string): ASTPath | undefined {
  const properties = (object.node as unknown as Node)["properties"] as Node[];
  const index = properties.findIndex(({ key, computed }) => {
    const { name: word, value } = (key ?? {}) as Node;
    return computed !== true && (word ?? value) === name;
  });
  return index === -1 ? undefined : (object.get("properties", index) as ASTPath);
}

export function keyOf(property: Node): string | undefined {
  const { name, value } = (property["key"] ?? {}) as Node;
  return property["computed"] === true ? undefined : String(name ?? value);
}
