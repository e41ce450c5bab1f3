/** White space and comments, which may stand between any two words of an import. */
const GAP = String.raw`(?:\s|/\*[^*]*\*+(?:[^/*][^*]*\*+)*/|//[^\n]*\n)*`;
const STATIC = new RegExp(String.raw`\b(?:from|import)${GAP}["']([^"'\n]+)["']`, "g");
const LOADER = String.raw`\b(?:import(?:\.(?:defer|source|meta\.(?:webpackContext|glob)))?|require(?:\.context|\?\.|!)?)`;
const CALL = new RegExp(String.raw`${LOADER}${GAP}(?:<[^();]*>${GAP})?\(${GAP}`, "g");
const LITERAL = new RegExp(String.raw`(["'${"`"}])([^"'${"`"}\n\\$]+)\1${GAP}[,)]`, "y");
const FROM = String.raw`\s*from${GAP}["'][^"'\n]+["']`;
// The clause is spelt out: without semicolons, `export type A = …` is followed by an import that is none of types.
const TYPES_ONLY = new RegExp(
  String.raw`\b(?:import|export)\s+type(?:\s*\{[^{}"'${"`"};]*\}|\s*\*(?:\s*as\s+[\w$]+)?|\s+(?!from\b)[\w$]+(?=\s))${FROM}`,
  "g",
);
const STATEMENT = /^[ \t]*(?:import(?:\s|\{)|export(?:\s|\{|\*))([^'"`;]*?\bfrom\s*)?["']([^"'\n]+)["']/gm;

/** What stands in a specifier for a part that only running the program could tell. */
export const HOLE = "${}";

/** Whatever could be the specifier of an import at run time, found without a parser. */
export interface Specifiers {
  /** A comment or a string may look like an import, and an import may be of types alone. */
  readonly all: readonly string[];
  /** Those that a parser would say nothing else of. */
  readonly certain: ReadonlySet<string>;
  /** Whether something that looks like `import()` or `require()` is given more than a text: only a parser can tell. */
  readonly unclear: boolean;
}

export function specifiersIn(text: string): Specifiers {
  const values = text.includes(" type ") ? text.replaceAll(TYPES_ONLY, "") : text;
  const { specifiers: called, unclear } = callsIn(values);
  const all = [...[...values.matchAll(STATIC)].flatMap((match) => match[1] ?? []), ...called];
  if (all.length === 0) return { all, certain: new Set(), unclear };
  const statements = [...values.matchAll(STATEMENT)].flatMap(([, clause, specifier]) =>
    specifier === undefined || /\btype\b/.test(clause ?? "") ? [] : specifier,
  );
  return { all, certain: new Set([...statements, ...called]), unclear };
}

/** Whether there is anything that a walk for `import()` and `require()` would find. */
export function hasCalls(text: string): boolean {
  return text.search(CALL) !== -1;
}

function callsIn(text: string): { readonly specifiers: readonly string[]; readonly unclear: boolean } {
  const specifiers: string[] = [];
  let unclear = false;
  for (const match of text.matchAll(CALL)) {
    LITERAL.lastIndex = match.index + match[0].length;
    const literal = LITERAL.exec(text)?.[2];
    // A context takes a whole directory.
    if (literal === undefined || /context|glob/i.test(match[0])) unclear = true;
    else specifiers.push(literal);
  }
  return { specifiers, unclear };
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
