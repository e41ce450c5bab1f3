/** The files of a project, on disk or in memory. Paths are relative to it, with `/`. */
export interface Tree {
  /** What belongs to the project: nothing that git ignores, no dependencies, no builds. */
  readonly paths: readonly string[];
  /**
   * The text of a file, also of one that `paths` does not have, such as a manifest in `node_modules`. `undefined` when
   * there is none, or it is no text.
   */
  readonly read: (path: string) => string | undefined;
}

export function memoryTree(files: Readonly<Record<string, string | null>>): Tree {
  return {
    paths: Object.keys(files).filter((path) => files[path] !== null),
    read: (path) => files[path] ?? undefined,
  };
}
