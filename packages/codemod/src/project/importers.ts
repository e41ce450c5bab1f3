import { SOURCE } from "./path.ts";
import type { Resolve } from "./resolve.ts";
import { specifiersIn } from "./specifiers.ts";
import type { Tree } from "./tree.ts";

/**
 * Which files may import which. It is made without a parser, because all files of the project have to be looked at: the
 * caller asks the parser about the few that matter.
 */
export function readImporters(tree: Tree, resolve: Resolve): ReadonlyMap<string, ReadonlySet<string>> {
  const importers = new Map<string, Set<string>>();
  for (const path of tree.paths) {
    if (!SOURCE.test(path)) continue;
    const text = tree.read(path);
    if (text === undefined) continue;
    for (const specifier of specifiersIn(text)) {
      for (const target of resolve(specifier, path)) {
        const known = importers.get(target);
        if (known === undefined) importers.set(target, new Set([path]));
        else known.add(path);
      }
    }
  }
  return importers;
}
