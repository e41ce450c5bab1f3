import type { Collection } from "jscodeshift";
import { rangeOf } from "../../parse.ts";
import type { Node } from "../../scope.ts";

/** What a next.config exports, to be put between the parentheses of a call. */
export interface Exported {
  readonly start: number;
  readonly end: number;
  /** A function declaration has no semicolon behind it; as an argument it needs one. */
  readonly isDeclaration: boolean;
  readonly format: "esm" | "cjs";
}

/** @returns `undefined` when there is not exactly one export of a configuration. */
export function exportedConfig(root: Collection): Exported | undefined {
  const { body } = root.get().node.program as { body: Node[] };
  const found = body.flatMap((statement): Exported[] => {
    if (statement.type === "ExportDefaultDeclaration") {
      const declaration = statement["declaration"] as Node;
      return [{ ...rangeOf(declaration), isDeclaration: declaration.type === "FunctionDeclaration", format: "esm" }];
    }
    if (statement.type === "TSExportAssignment") {
      return [{ ...rangeOf(statement["expression"]), isDeclaration: false, format: "cjs" }];
    }
    const { type, left, right } = (statement["expression"] ?? {}) as { type?: string; left?: Node; right?: Node };
    const isExports =
      type === "AssignmentExpression" &&
      (left?.["object"] as { name?: string } | undefined)?.name === "module" &&
      (left?.["property"] as { name?: string } | undefined)?.name === "exports";
    return isExports ? [{ ...rangeOf(right), isDeclaration: false, format: "cjs" }] : [];
  });
  return found.length === 1 ? found[0] : undefined;
}
