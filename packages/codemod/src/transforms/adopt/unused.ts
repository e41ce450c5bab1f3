import type { ASTPath } from "jscodeshift";
import { j, rangeOf } from "../../parse.ts";
import { isReference, type Node } from "../../scope.ts";
import type { SourceFile } from "../../source-file.ts";

interface Range {
  readonly start: number;
  readonly end: number;
}

/** Removes the imports and variables of the top level that only what was cut has used. */
export function removeUnused({ root, text, edits }: SourceFile, cuts: readonly Range[]): void {
  const gone = [...cuts];
  const isGone = (path: ASTPath): boolean => {
    const { start, end } = rangeOf(path.node);
    return gone.some((cut) => cut.start <= start && end <= cut.end);
  };
  const { body } = root.get().node.program as { body: Node[] };
  for (let found = true; found;) {
    found = false;
    for (const statement of body) {
      const name = onlyName(statement);
      const range = lineOf(text, statement);
      if (name === undefined || gone.some(({ start }) => start === range.start)) continue;
      const uses = root
        .find(j.Identifier, { name })
        .paths()
        .filter((path) => isReference(path) && !isOwn(path, statement));
      // What nothing used before is none of our business.
      if (uses.length === 0 || !uses.every(isGone)) continue;
      edits.remove(range.start, range.end);
      gone.push(range);
      found = true;
    }
  }
}

/** The name of a statement that declares just one. */
function onlyName(statement: Node): string | undefined {
  const list = (statement.type === "ImportDeclaration" ? statement["specifiers"] : statement["declarations"]) as
    | Node[]
    | undefined;
  const [only] = list ?? [];
  const { name } = (only?.["local"] ?? only?.["id"] ?? {}) as { name?: string };
  return list?.length === 1 ? name : undefined;
}

function isOwn(path: ASTPath, statement: Node): boolean {
  const own = rangeOf(statement);
  const { start } = rangeOf(path.node);
  return own.start <= start && start < own.end;
}

function lineOf(text: string, statement: Node): Range {
  const { start, end } = rangeOf(statement);
  return { start, end: end + (/^[ \t]*(?:\r?\n|$)/.exec(text.slice(end))?.[0].length ?? 0) };
}
