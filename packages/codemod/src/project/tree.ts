/** The files of a project, on disk or in memory. Paths are relative to it, with `/`. */
export interface Tree {
  /** What belongs to the project: nothing that git ignores, no dependencies, no builds. */
  readonly paths: readonly string[];
  /**
   * The text of a file, also of one that `paths` does not have, such as a manifest in `node_modules`. `undefined` when
   * there is none, or it is no text.
   */
  readonly read: (path: string) => string | undefined;
  /** Those of `paths` that are symbolic links to something of the project, and what they lead to. */
  readonly links?: () => ReadonlyMap<string, string>;
}

export function memoryTree(
  files: Readonly<Record<string, string | null>>,
  links: Readonly<Record<string, string>> = {},
): Tree {
  return {
    links: () => new Map(Object.entries(links)),
    paths: [...Object.keys(files), ...Object.keys(links)].filter((path) => files[path] !== null),
    read: (path) => files[path] ?? undefined,
  };
}
