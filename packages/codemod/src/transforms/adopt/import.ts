import { rangeOf } from "../../parse.ts";
import type { Node } from "../../scope.ts";
import type { SourceFile } from "../../source-file.ts";

/** Imports `withTagledger` below the other imports, else above the first statement and the comment that belongs to it. */
export function insertImport({ text, root, style, edits }: SourceFile, format: "esm" | "cjs", source: string): void {
  const { quote, semi, eol } = style;
  const from = `${quote}${source}${quote}`;
  const line =
    format === "esm"
      ? `import { withTagledger } from ${from}${semi}`
      : `const { withTagledger } = require(${from})${semi}`;
  const { body } = root.get().node.program as { body: Node[] };
  const last = body.findLast((statement) => isLoad(statement));
  if (last !== undefined) {
    const { start } = rangeOf(last);
    edits.insert(lineStart(text, start), `${line}${eol}`);
    return;
  }
  const first = body[0];
  const at = first === undefined ? text.length : aboveComments(text, first);
  edits.insert(at, `${line}${eol}${eol}`);
}

function isLoad(statement: Node): boolean {
  if (statement.type === "ImportDeclaration") return true;
  const [declaration] = (statement["declarations"] ?? []) as Node[];
  return ((declaration?.["init"] as { callee?: { name?: string } } | undefined)?.callee?.name ?? "") === "require";
}

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf("\n", offset - 1) + 1;
}

/** A comment without an empty line behind it belongs to the statement; one with it may be the licence. */
function aboveComments(text: string, statement: Node): number {
  const comments = (statement["leadingComments"] ?? []) as { start: number; end: number }[];
  let at = rangeOf(statement).start;
  for (const { start, end } of comments.toReversed()) {
    if (/\n\s*\n/.test(text.slice(end, at))) break;
    at = start;
  }
  return at;
}
