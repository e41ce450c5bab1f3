import { readFileSync } from "node:fs";
import { join } from "node:path";
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
