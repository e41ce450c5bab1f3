import { j, rangeOf } from "../../parse.ts";
import type { SourceFile } from "../../source-file.ts";

/** Moves code to another depth as a formatter would, without touching what is inside of template literals. */
export interface Layout {
  /** The white space at the start of the line of `offset`. */
  readonly indentAt: (offset: number) => string;
  /** The text of a range whose later lines move from one indentation to another. */
  readonly moved: (start: number, end: number, from: string, to: string) => string;
  /** How long a line may become. */
  readonly width: number;
}

export function createLayout({ text, root }: SourceFile): Layout {
  const fixed = [...root.find(j.TemplateElement).nodes(), ...root.find(j.StringLiteral).nodes()]
    .map(rangeOf)
    .filter(({ start, end }) => text.slice(start, end).includes("\n"));
  const isFixed = (offset: number): boolean => fixed.some(({ start, end }) => start < offset && offset <= end);
  return {
    indentAt: (offset) => /^[ \t]*/.exec(text.slice(text.lastIndexOf("\n", offset - 1) + 1))?.[0] ?? "",
    moved: (start, end, from, to) => {
      let result = "";
      let at = start;
      for (;;) {
        const line = text.indexOf("\n", at) + 1;
        if (line === 0 || line > end) return result + text.slice(at, end);
        result += text.slice(at, line);
        at = line;
        if (from === to || isFixed(line) || !text.startsWith(from, line) || /^[ \t]*\r?\n/.test(text.slice(line, end)))
          continue;
        result += to;
        at += from.length;
      }
    },
    width: widthOf(text),
  };
}

/** The usual widths; a few long strings do not count. */
function widthOf(text: string): number {
  const lines = text.split("\n").map(({ length }) => length);
  return [80, 100].find((width) => lines.filter((length) => length > width).length <= lines.length / 50) ?? 120;
}
