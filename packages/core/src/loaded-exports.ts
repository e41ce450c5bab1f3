import { createRequire } from "node:module";

/** After this many searches in vain the module is taken to be none of this process: each goes over every loaded module. */
const MAX_SEARCHES = 100;

/**
 * Finds what CommonJS modules that this process has loaded export; it loads none.
 *
 * @param path how the paths of the modules end, with `/` on every system.
 * @param name of the export.
 * @returns a function that gives the export of each of them; empty when there is none yet.
 */
export function loadedExports<Export>(path: string, name: string): () => readonly Export[] {
  const { cache } = createRequire(import.meta.url);
  let found: readonly Export[] = [];
  let searches = 0;
  return () => {
    if (found.length > 0 || searches >= MAX_SEARCHES) return found;
    searches++;
    found = Object.entries(cache).flatMap(([file, module]) => {
      if (!file.replaceAll("\\", "/").endsWith(path)) return [];
      const value: unknown = Reflect.get(Object(module?.exports), name);
      return value === undefined ? [] : [value as Export];
    });
    return found;
  };
}
