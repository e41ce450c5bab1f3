import { lstatSync, readFileSync, realpathSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { once } from "../once.ts";
import type { Tree } from "../project/tree.ts";
import { decode } from "./text.ts";

/** The files of a directory, with what a run has changed so far in front of them. */
export interface DiskTree extends Tree {
  readonly set: (path: string, text: string) => void;
}

export function createDiskTree(root: string, paths: readonly string[]): DiskTree {
  const changed = new Map<string, string>();
  return {
    paths,
    links: once(() => readLinks(root, paths)),
    read: (path) => changed.get(path) ?? readText(join(root, path)),
    set: (path, text) => {
      changed.set(path, text);
    },
  };
}

function readText(file: string): string | undefined {
  try {
    const result = decode(readFileSync(file));
    return "text" in result ? result.text : undefined;
  } catch {
    return undefined;
  }
}

function readLinks(root: string, paths: readonly string[]): ReadonlyMap<string, string> {
  const links = new Map<string, string>();
  for (const path of paths) {
    if (lstatSync(join(root, path), { throwIfNoEntry: false })?.isSymbolicLink() !== true) continue;
    try {
      const target = relative(root, realpathSync(join(root, path)))
        .split(sep)
        .join("/");
      if (target !== ".." && !target.startsWith("../")) links.set(path, target);
    } catch {
      // It leads nowhere, or in circles.
    }
  }
  return links;
}
