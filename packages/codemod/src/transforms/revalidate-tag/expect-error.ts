import type { ASTPath } from "jscodeshift";
import { rangeOf } from "../../parse.ts";
import type { Node } from "../../scope.ts";
import type { SourceFile } from "../../source-file.ts";

/**
 * A `@ts-expect-error` for the missing argument is an error itself when the argument is there. It goes with its line
 * when the call is all that the next line has.
 */
export function removeExpectError(file: SourceFile, callee: ASTPath): void {
  let path = callee.parent as ASTPath;
  while (/^(?:Await|Unary)Expression$/.test((path.parent as ASTPath).node.type)) path = path.parent as ASTPath;
  const statement = (path.parent as ASTPath).node as unknown as Node;
  if (statement.type !== "ExpressionStatement") return;
  const { start } = rangeOf(statement);
  const match = /(?:^|\n)([ \t]*\/\/[ \t]*@ts-expect-error[^\n]*\n)[ \t]*$/.exec(file.text.slice(0, start));
  if (match?.[1] === undefined) return;
  const from = match.index + match[0].indexOf(match[1]);
  file.edits.remove(from, from + match[1].length);
}
