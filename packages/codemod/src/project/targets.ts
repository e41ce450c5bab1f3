/** What a table such as `exports` or `imports` of a package.json has for a key, by any of its conditions. */
export function targetsIn(table: unknown, key: string): string[] {
  if (typeof table === "string") return key === "." ? [table] : [];
  if (typeof table !== "object" || table === null) return [];
  const entries = Object.entries(table as Record<string, unknown>);
  if (!entries.some(([name]) => /^[.#]/.test(name))) return key === "." ? pathsOf(table) : [];
  if (key in table) return pathsOf((table as Record<string, unknown>)[key]);
  return entries.flatMap(([pattern, target]) => {
    const star = starOf(pattern, key);
    return star === undefined ? [] : pathsOf(target).map((path) => path.replaceAll("*", star));
  });
}

/** What the `*` of a pattern stands for in a text; empty without one, `undefined` when the text does not fit. */
export function starOf(pattern: string, text: string): string | undefined {
  const [before = "", after] = pattern.split("*");
  if (after === undefined) return pattern === text ? "" : undefined;
  const fits = text.length >= before.length + after.length && text.startsWith(before) && text.endsWith(after);
  return fits ? text.slice(before.length, text.length - after.length) : undefined;
}

function pathsOf(target: unknown): string[] {
  if (typeof target === "string") return [target];
  return typeof target === "object" && target !== null ? Object.values(target).flatMap(pathsOf) : [];
}
