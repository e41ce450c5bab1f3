const ANY = /\b(?:from|import|require)\s*\(?\s*(?:\/\*[^*]*\*\/\s*)?["'`]([^"'`\n]+)["'`]/g;
const CALLED = /\b(?:import|require)\s*\(\s*(?:\/\*[^*]*\*\/\s*)?["'`]([^"'`\n]+)["'`]/g;
const TYPES_ONLY = /\b(?:import|export)\s+type\b(?!\s+from\b)[^'"`;]*?\bfrom\s*["'][^"'\n]+["']/g;
const STATEMENT = /^[ \t]*(?:import(?:\s|\{)|export(?:\s|\{|\*))([^'"`;]*?\bfrom\s*)?["']([^"'\n]+)["']/gm;

/** Whatever could be the specifier of an import at run time, found without a parser. */
export interface Specifiers {
  /** A comment or a string may look like an import, and an import may be of types alone. */
  readonly all: readonly string[];
  /** Those that a parser would say nothing else of. */
  readonly certain: ReadonlySet<string>;
}

export function specifiersIn(text: string): Specifiers {
  const values = text.includes(" type ") ? text.replaceAll(TYPES_ONLY, "") : text;
  const all = matches(values, ANY);
  if (all.length === 0) return { all, certain: new Set() };
  const statements = [...values.matchAll(STATEMENT)].flatMap(([, clause, specifier]) =>
    specifier === undefined || /\btype\b/.test(clause ?? "") ? [] : specifier,
  );
  return { all, certain: new Set([...statements, ...calledSpecifiers(values)]) };
}

/** Those of `import()` and `require()`, which may be anywhere. */
export function calledSpecifiers(text: string): string[] {
  return matches(text, CALLED);
}

function matches(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].flatMap((match) => match[1] ?? []);
}

/** Whether a text starts with a directive; only comments and other directives may be in front of it. */
export function startsWithDirective(text: string, directive: string): boolean {
  if (!text.includes(directive)) return false;
  const prologue = /(?:\s|\uFEFF|#![^\n]*\n|\/\/[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/|;)*(?:"([^"\n]*)"|'([^'\n]*)')?/y;
  for (;;) {
    const match = prologue.exec(text);
    const found = match?.[1] ?? match?.[2];
    if (found === undefined) return false;
    if (found === directive) return true;
  }
}
