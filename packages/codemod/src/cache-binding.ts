import type { ASTPath } from "jscodeshift";
import type { CacheSpecifier } from "./cache-specifiers.ts";
import type { Node } from "./scope.ts";

/** One place from which a file has names of `next/cache`. */
export interface CacheBinding {
  /**
   * `import`: `import { … } from`. `pattern`: `const { … } = await import()` or `require()`, also the parameter of
   * `.then(({ … }) => …)`. `namespace`: a variable that is the whole module. `inline`: `(await import()).name`.
   */
  readonly kind: "import" | "pattern" | "namespace" | "inline";
  /** The import declaration, the pattern, or the identifier of the namespace. */
  readonly node: Node;
  readonly specifiers: readonly CacheSpecifier[];
  readonly typeOnly: boolean;
  /** What it is imported from: `next/cache`, or a module that passes it on. */
  readonly specifier: string;
  /** What could be removed with the names: the import, or the `const` of a pattern when it declares nothing else. */
  readonly statement?: Node | undefined;
}

/** One use of one thing of `next/cache`. */
export interface CacheReference {
  readonly imported: string;
  /** The name it has here; absent when it is used through a namespace. */
  readonly local?: string | undefined;
  /** The identifier, or the member expression when it is used through a namespace. */
  readonly path: ASTPath;
  readonly node: Node;
  readonly binding: CacheBinding;
  /** `call`: it is the callee. `type`: `typeof x` in a type. `value`: anything else, such as an argument. */
  readonly role: "call" | "type" | "value";
}

export interface CacheReExport {
  readonly imported: string;
  /** What it is exported from: `next/cache`, or a module that passes it on. */
  readonly specifier: string;
  readonly node: Node;
}

export interface CacheBindings {
  readonly bindings: readonly CacheBinding[];
  readonly references: readonly CacheReference[];
  /** `export { x } from "next/cache"`; `*` for all of it. */
  readonly reExports: readonly CacheReExport[];
}
