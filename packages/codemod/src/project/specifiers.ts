/** Whatever could be the specifier of an import, found without a parse; a comment may look like one. */
export function specifiersIn(text: string): string[] {
  const found: string[] = [];
  for (const match of text.matchAll(/\b(?:from|import|require)\s*\(?\s*(?:\/\*[^*]*\*\/\s*)?["'`]([^"'`\n]+)["'`]/g)) {
    if (match[1] !== undefined) found.push(match[1]);
  }
  return found;
}

/** Those of `import()` and `require()`, which may be anywhere. */
export function calledSpecifiers(text: string): string[] {
  const calls = /\b(?:import|require)\s*\(\s*(?:\/\*[^*]*\*\/\s*)?["'`]([^"'`\n]+)["'`]/g;
  return [...text.matchAll(calls)].flatMap((match) => match[1] ?? []);
}
