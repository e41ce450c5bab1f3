import { createEdits, type Edit } from "../edits.ts";
import { j, parse, rangeOf } from "../parse.ts";
import { SOURCE } from "../project/path.ts";
import { styleOf } from "../style.ts";

/** What a person has to look at. The offset is that of the text to mark. */
export interface Todo {
  readonly offset: number;
  readonly transform: string;
  readonly reason: string;
  readonly message: string;
}

const MARK = /^[ \t]*\/\/ TODO\(tagledger\): [^\n]* \[([\w-]+)\/[\w-]+\]\r?\n/gm;

const FOR_A_TOOL =
  /^\/\*+[\s*]*(?:prettier-ignore|(?:eslint|oxlint|tslint|biome|deno-lint|stylelint)[-:\s]|@ts-|(?:istanbul|c8|v8) ignore|oxfmt-ignore|dprint-ignore)/;

/** Takes the marks of these transforms away, so that those that are still true can be set again. */
export function unmark(path: string, text: string, transforms: readonly string[]): readonly Edit[] {
  const edits = createEdits();
  const marks = [...text.matchAll(MARK)].filter((match) => transforms.includes(match[1] ?? ""));
  const comments = marks.length === 0 ? new Set() : commentsOf(path, text);
  for (const { index, 0: line } of marks) {
    // In a text between backticks a line may look like one.
    if (comments.has(text.indexOf("//", index))) edits.remove(index, index + line.length);
  }
  return edits.list();
}

/** Where the comments start; none in what does not parse, which stays as it is anyway. */
function commentsOf(path: string, text: string): ReadonlySet<number> {
  if (!SOURCE.test(path)) return new Set();
  try {
    const [file] = parse(path, text).nodes() as { comments?: readonly unknown[] | null }[];
    return new Set((file?.comments ?? []).map((comment) => rangeOf(comment).start));
  } catch {
    return new Set();
  }
}

/** A line above the statement, and above the comments that belong to the statement. */
export function mark(path: string, text: string, todos: readonly Todo[]): readonly Edit[] {
  const edits = createEdits();
  if (todos.length === 0 || !SOURCE.test(path)) return [];
  const root = parse(path, text);
  const { eol } = styleOf(text);
  const starts = root
    .find(j.Statement)
    .paths()
    // In front of these there is room for a line.
    .filter((statement) => typeof statement.name === "number")
    .map((statement) => rangeOf(statement.node));
  const written = new Set<string>();
  for (const { offset, transform, reason, message } of todos) {
    const around = starts
      .filter(({ start, end }) => start <= offset && offset < end)
      .toSorted((a, b) => b.start - a.start)[0];
    const line = around === undefined ? undefined : lineAbove(text, around.start);
    const comment = `// TODO(tagledger): ${message} [${transform}/${reason}]`;
    if (line === undefined || written.has(`${line.start}${comment}`)) continue;
    written.add(`${line.start}${comment}`);
    edits.insert(line.start, `${line.indent}${comment}${eol}`);
  }
  return edits.list();
}

function lineAbove(text: string, statement: number): { readonly start: number; readonly indent: string } | undefined {
  let start = text.lastIndexOf("\n", statement - 1) + 1;
  const indent = text.slice(start, statement);
  if (!/^[ \t\uFEFF]*$/.test(indent)) return undefined;
  // Between a directive for a tool and its line nothing may stand.
  for (let above = commentAbove(text, start); above !== undefined; above = commentAbove(text, start)) start = above;
  return start === 0 && text.startsWith("\uFEFF") ? undefined : { start, indent };
}

/** Where the line of the comment starts that ends on the line above: any `//`, or a block that is for a tool. */
function commentAbove(text: string, start: number): number | undefined {
  if (start === 0) return undefined;
  const before = text.lastIndexOf("\n", start - 2) + 1;
  const line = text.slice(before, start);
  if (/^[ \t]*\/\//.test(line)) return before;
  if (!/\*\/\s*$/.test(line)) return undefined;
  const open = text.lastIndexOf("/*", start);
  const first = text.lastIndexOf("\n", open) + 1;
  const isAlone = open !== -1 && text.slice(first, open).trim() === "" && text.indexOf("*/", open) >= before;
  return isAlone && FOR_A_TOOL.test(text.slice(open, start)) ? first : undefined;
}
