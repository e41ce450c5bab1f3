import { type ModuleItem, type Pattern, parseSync } from "@swc/core";
import { isJsx } from "../parse.ts";
import { calledSpecifiers } from "./called-specifiers.ts";
import { hasCalls } from "./specifiers.ts";

/** What one module says at its top level. */
export interface ModuleFacts {
  /** `use server`, `use client`, `use cache`, …: the directives of the whole file. */
  readonly directives: ReadonlySet<string>;
  /** Imports and re-exports that exist at run time, `import()` and `require()`. */
  readonly imports: readonly ModuleImport[];
  /** Names it exports; `*` when it passes all names of another module on. */
  readonly exports: ReadonlySet<string>;
}

export interface ModuleImport {
  readonly specifier: string;
  /** Imported name to local name; empty for `import()`, `require()` and `import "x"`. A namespace is `*`. */
  readonly names: ReadonlyMap<string, string>;
  /** Whether it exports them again. */
  readonly reExport: boolean;
}

/** @returns `undefined` when swc does not accept it. */
export function moduleFacts(path: string, text: string): ModuleFacts | undefined {
  let body: readonly ModuleItem[];
  try {
    ({ body } = parseSync(text, { syntax: "typescript", tsx: isJsx(path), decorators: true, target: "esnext" }));
  } catch {
    return undefined;
  }
  const imports: ModuleImport[] = [];
  const exports = new Set<string>();
  for (const item of body) readItem(item, imports, exports);
  for (const specifier of hasCalls(text) ? calledSpecifiers(body) : []) {
    imports.push({ specifier, names: new Map(), reExport: false });
  }
  return { directives: directivesOf(body), imports, exports };
}

function directivesOf(body: readonly ModuleItem[]): Set<string> {
  const directives = new Set<string>();
  for (const item of body) {
    if (item.type !== "ExpressionStatement" || item.expression.type !== "StringLiteral") break;
    directives.add(item.expression.value);
  }
  return directives;
}

function readItem(item: ModuleItem, imports: ModuleImport[], exports: Set<string>): void {
  switch (item.type) {
    case "ImportDeclaration": {
      if (item.typeOnly) return;
      const names = new Map<string, string>();
      for (const specifier of item.specifiers) {
        if (specifier.type === "ImportDefaultSpecifier") names.set("default", specifier.local.value);
        else if (specifier.type === "ImportNamespaceSpecifier") names.set("*", specifier.local.value);
        else if (!specifier.isTypeOnly) {
          names.set(specifier.imported?.value ?? specifier.local.value, specifier.local.value);
        }
      }
      if (names.size > 0 || item.specifiers.length === 0) {
        imports.push({ specifier: item.source.value, names, reExport: false });
      }
      return;
    }
    case "ExportNamedDeclaration": {
      const names = new Map<string, string>();
      for (const specifier of item.specifiers) {
        if (specifier.type === "ExportSpecifier") {
          const local = specifier.orig.value;
          names.set(local, specifier.exported?.value ?? local);
        } else {
          names.set("*", specifier.type === "ExportNamespaceSpecifier" ? specifier.name.value : "*");
        }
      }
      for (const name of names.values()) exports.add(name);
      const { source } = item as { source?: { value: string } | null };
      const typeOnly = (item as { typeOnly?: boolean }).typeOnly === true;
      if (source != null && !typeOnly) imports.push({ specifier: source.value, names, reExport: true });
      return;
    }
    case "ExportAllDeclaration":
      exports.add("*");
      imports.push({ specifier: item.source.value, names: new Map([["*", "*"]]), reExport: true });
      return;
    case "ExportDeclaration": {
      const { declaration } = item;
      if (declaration.type === "VariableDeclaration") {
        for (const { id } of declaration.declarations) for (const name of boundNames(id)) exports.add(name);
      } else if ("identifier" in declaration) {
        exports.add(declaration.identifier.value);
      }
      return;
    }
    case "ExportDefaultDeclaration":
    case "ExportDefaultExpression":
      exports.add("default");
      return;
    case "TsImportEqualsDeclaration":
      if (item.moduleRef.type === "TsExternalModuleReference") {
        imports.push({ specifier: item.moduleRef.expression.value, names: new Map(), reExport: false });
      }
      return;
    default:
  }
}

function* boundNames(pattern: Pattern): Generator<string> {
  switch (pattern.type) {
    case "Identifier":
      yield pattern.value;
      return;
    case "ArrayPattern":
      for (const element of pattern.elements) if (element != null) yield* boundNames(element);
      return;
    case "ObjectPattern":
      for (const property of pattern.properties) {
        if (property.type === "AssignmentPatternProperty") yield property.key.value;
        else yield* boundNames(property.type === "RestElement" ? property.argument : property.value);
      }
      return;
    case "AssignmentPattern":
      yield* boundNames(pattern.left);
      return;
    case "RestElement":
      yield* boundNames(pattern.argument);
      return;
    default:
  }
}
