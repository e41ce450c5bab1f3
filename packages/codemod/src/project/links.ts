import { SOURCE } from "./path.ts";
import type { Tree } from "./tree.ts";

/** The source files of a project, and the other paths under which symbolic links show them. */
export interface Sources {
  /** Without links. */
  readonly files: readonly string[];
  /** A path that leads through a link, to the file itself: that is what bundlers load, once for all its paths. */
  readonly linked: ReadonlyMap<string, string>;
}

export function readSources(tree: Tree): Sources {
  const links = tree.links?.() ?? new Map<string, string>();
  const files = tree.paths.filter((path) => SOURCE.test(path) && !links.has(path));
  const linked = new Map<string, string>();
  for (const [link, target] of links) {
    for (const path of files) {
      if (path === target) linked.set(link, path);
      else if (target === "" || path.startsWith(`${target}/`)) linked.set(link + path.slice(target.length), path);
    }
  }
  return { files, linked };
}
