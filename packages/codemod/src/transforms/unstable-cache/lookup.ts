import type { ASTPath } from "jscodeshift";
import { parse } from "../../parse.ts";
import type { Project } from "../../project/project.ts";
import { declared, type Node } from "../../scope.ts";
import { type Declaration, declarationOf, declaredAt } from "./declaration.ts";
import { isMember, nodeOf, pathsOf, unwrapped, usesIn } from "./names.ts";

/** Something in one of the files of the project. */
export interface Found {
  readonly path: ASTPath;
  readonly file: string;
}

/** Follows names, members of object literals, casts and imports to what they stand for. */
export interface Lookup {
  /** @returns the expression or function it leads to; itself when it is neither name nor member; `undefined` if not visible. */
  readonly resolve: (expression: Found) => Found | undefined;
}

export function createLookup(project: Project | undefined): Lookup {
  const resolve = ({ path, file }: Found, depth = 0): Found | undefined => {
    const at = unwrapped(path);
    const node = nodeOf(at);
    if (depth > 8) return undefined;
    if (node.type === "Identifier") {
      const [use] = usesIn(at);
      const declaration = use === undefined ? undefined : declarationOf(use);
      return declaration === undefined ? undefined : follow(declaration, node["name"] as string, file, depth);
    }
    if (isMember(node)) {
      const object = resolve({ path: at.get("object") as ASTPath, file }, depth + 1);
      const value = object === undefined ? undefined : propertyOf(object.path, node);
      return object === undefined || value === undefined
        ? undefined
        : resolve({ path: value, file: object.file }, depth + 1);
    }
    return { path: at, file };
  };

  const follow = (declaration: Declaration, name: string, file: string, depth: number): Found | undefined => {
    switch (declaration.kind) {
      case "function":
        return { path: declaration.path, file };
      case "variable": {
        const plain = declaration.constant && (declaration.pattern["name"] as string | undefined) === name;
        return plain && declaration.init !== undefined
          ? resolve({ path: declaration.init, file }, depth + 1)
          : undefined;
      }
      case "import": {
        const target = project?.resolve(declaration.source, file);
        return target === undefined ? undefined : exported(target, declaration.imported, depth + 1);
      }
      case "parameter":
      case "class":
      case "other":
        return undefined;
    }
  };

  const exported = (file: string, name: string, depth: number): Found | undefined => {
    const program = programOf(project, file);
    if (program === undefined || depth > 8) return undefined;
    const body = pathsOf(program, "body");
    if (name === "default") {
      const statement = body.find(({ node }) => node.type === "ExportDefaultDeclaration");
      return statement && resolve({ path: statement.get("declaration") as ASTPath, file }, depth + 1);
    }
    for (const statement of body) {
      const node = nodeOf(statement);
      const from = (node["source"] as { value: string } | null | undefined)?.value;
      const target = from === undefined ? undefined : project?.resolve(from, file);
      if (node.type === "ExportAllDeclaration" && target !== undefined) {
        const found = exported(target, name, depth + 1);
        if (found !== undefined) return found;
      }
      if (node.type !== "ExportNamedDeclaration") continue;
      const specifier = ((node["specifiers"] ?? []) as Node[]).find((each) => nameOf(each["exported"]) === name);
      const local = specifier === undefined ? undefined : nameOf(specifier["local"]);
      if (local === undefined) continue;
      if (from === undefined) return follow(declaredAt(program, local), local, file, depth + 1);
      return target === undefined ? undefined : exported(target, local, depth + 1);
    }
    return declared(nodeOf(program)).has(name) ? follow(declaredAt(program, name), name, file, depth + 1) : undefined;
  };

  return { resolve: (expression) => resolve(expression) };
}

/** The value of a property of an object literal; `undefined` when a spread or a method may be it. */
export function propertyOf(object: ASTPath, member: Node): ASTPath | undefined {
  const { type, arguments: [first] = [] } = nodeOf(object) as unknown as { type: string; arguments?: Node[] };
  // Object.freeze({ … })
  if (type === "CallExpression" && first?.type === "ObjectExpression") {
    return propertyOf(object.get("arguments", 0) as ASTPath, member);
  }
  if (type !== "ObjectExpression") return undefined;
  const key = member["property"] as Node;
  const name = member["computed"] === true ? key["value"] : key["name"];
  return typeof name === "string" ? valueOf(object, name) : undefined;
}

export function valueOf(object: ASTPath, name: string): ASTPath | undefined {
  const properties = pathsOf(object, "properties");
  const isPlain = properties.every(({ node }) => /^(?:Object)?Property$/.test(node.type));
  const property = properties.findLast((each) => nameOf(nodeOf(each)["key"]) === name);
  return isPlain && property !== undefined ? (property.get("value") as ASTPath) : undefined;
}

function nameOf(node: unknown): string | undefined {
  const { name, value } = (node ?? {}) as { name?: string; value?: unknown };
  return name ?? (typeof value === "string" ? value : undefined);
}

const programs = new WeakMap<Project, Map<string, { readonly text: string; readonly program: ASTPath | undefined }>>();

export function programOf(project: Project | undefined, file: string): ASTPath | undefined {
  const text = project?.read(file);
  if (project === undefined || text === undefined) return undefined;
  let known = programs.get(project);
  if (known === undefined) programs.set(project, (known = new Map()));
  const before = known.get(file);
  if (before?.text === text) return before.program;
  let program: ASTPath | undefined;
  try {
    program = parse(file, text).get("program") as ASTPath;
  } catch {
    program = undefined;
  }
  known.set(file, { text, program });
  return program;
}
