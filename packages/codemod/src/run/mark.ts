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

/** Takes the marks of these transforms away, so that those that are still true can be set again. */
export function unmark(text: string, transforms: readonly string[]): readonly Edit[] {
  const edits = createEdits();
  for (const match of text.matchAll(MARK)) {
    if (transforms.includes(match[1] ?? "")) edits.remove(match.index, match.index + match[0].length);
  }
  return edits.list();
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
  for (;;) {
    if (start === 0) break;
    const before = text.lastIndexOf("\n", start - 2) + 1;
    if (!/^[ \t]*\/\//.test(text.slice(before, start))) break;
    start = before;
  }
  return start === 0 && text.startsWith("\uFEFF") ? undefined : { start, indent };
}
