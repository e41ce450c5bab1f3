/** How the author of a file writes, so that what is added does not stand out. */
export interface Style {
  readonly quote: "'" | '"';
  /** `;` or nothing. */
  readonly semi: "" | ";";
  readonly eol: "\n" | "\r\n";
  /** One level. */
  readonly indent: string;
}

export function styleOf(text: string): Style {
  const imports = text.match(/\bfrom\s*['"][^'"\n]+['"];?/g) ?? [];
  const double = imports.filter((line) => line.includes('"')).length;
  const quotes = imports.length > 0 ? double * 2 >= imports.length : count(text, /"/g) >= count(text, /'/g);
  return {
    quote: quotes ? '"' : "'",
    semi: imports.length > 0 ? semiOf(imports) : /;[ \t]*\r?$/m.test(text) ? ";" : "",
    eol: text.includes("\r\n") ? "\r\n" : "\n",
    indent: indentOf(text),
  };
}

function semiOf(imports: readonly string[]): "" | ";" {
  return imports.filter((line) => line.endsWith(";")).length * 2 >= imports.length ? ";" : "";
}

/** The smallest indentation by spaces is one level, unless tabs are more common; lines of block comments do not count. */
function indentOf(text: string): string {
  const leading = (text.match(/^[ \t]+(?=[^\s*])/gm) ?? []).map((line) => line);
  if (leading.filter((line) => line.startsWith("\t")).length * 2 > leading.length) return "\t";
  const widths = leading.filter((line) => !line.includes("\t") && line.length > 1).map((line) => line.length);
  return " ".repeat(widths.length === 0 ? 2 : Math.min(8, Math.min(...widths)));
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}
