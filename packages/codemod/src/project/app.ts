import { memoised } from "../once.ts";
import { parseJsonc } from "./json.ts";
import type { Manifest, Manifests } from "./manifests.ts";
import { type CacheConfig, readNextConfig } from "./next-config.ts";
import { ancestors, directoryOf, within } from "./path.ts";
import type { Tree } from "./tree.ts";

/** The Next.js app a file belongs to; every field `undefined` when it could not be read. */
export interface App extends CacheConfig {
  /** Its directory relative to the project, with `/`; empty for the project itself. */
  readonly directory?: string | undefined;
  /** The major version of `next`: the installed one, else the lowest that the declared range allows. */
  readonly nextMajor?: number | undefined;
}

export const UNKNOWN_APP: App = {};

const CONFIG = /^next\.config\.[cm]?[jt]s$/;

/**
 * The app of a path: the nearest directory above with a next.config, else the nearest package that depends on `next`.
 * A package that is no app itself is taken for a part of the only app there is; where there are several, only what is
 * true of all of them is said.
 */
export function readApps(tree: Tree, manifests: Manifests): (path: string) => App {
  const configs = new Map<string, string>();
  for (const path of tree.paths) {
    const name = path.slice(path.lastIndexOf("/") + 1);
    if (CONFIG.test(name)) configs.set(directoryOf(path), path);
  }
  const dependsOnNext = (manifest: Manifest): boolean => manifest.dependencies["next"] !== undefined;
  const read = memoised((directory: string): App => {
    const config = configs.get(directory);
    return {
      directory,
      nextMajor: nextMajorOf(tree, manifests, directory),
      ...(config === undefined
        ? { useCache: false, profiles: new Set(), pageExtensions: [] }
        : readNextConfig(config, tree.read(config) ?? "")),
    };
  });
  const home = memoised((directory: string): string | undefined => {
    for (const at of ancestors(directory)) if (configs.has(at)) return at;
    return manifests.nearest(directory, dependsOnNext)?.directory;
  });
  return (path) => {
    const directory = home(directoryOf(path));
    if (directory !== undefined && (configs.has(directory) || configs.size === 0)) return read(directory);
    const [first, ...others] = [...configs.keys()].map(read);
    if (first === undefined) return UNKNOWN_APP;
    const same = <K extends keyof App>(key: K): App[K] =>
      others.every((app) => app[key] === first[key]) ? first[key] : undefined;
    return {
      nextMajor: same("nextMajor"),
      useCache: same("useCache"),
      profiles: others.length === 0 ? first.profiles : undefined,
    };
  };
}

function nextMajorOf(tree: Tree, manifests: Manifests, directory: string): number | undefined {
  for (const at of ancestors(directory)) {
    const installed = parseJsonc(tree.read(within(at, "node_modules/next/package.json") ?? "") ?? "");
    const version = (installed as { version?: unknown } | undefined)?.version;
    if (typeof version === "string") return Number.parseInt(version, 10);
  }
  const range = manifests.nearest(directory, (manifest) => manifest.dependencies["next"] !== undefined)?.dependencies[
    "next"
  ];
  const declared = range?.startsWith("catalog:") === true ? fromCatalog(tree) : range;
  const [major] = /\d+/.exec(declared ?? "") ?? [];
  return major === undefined ? undefined : Number(major);
}

/** The first `next` of any catalog of the pnpm workspace. */
function fromCatalog(tree: Tree): string | undefined {
  return /^\s+["']?next["']?:\s*(.+)$/m.exec(tree.read("pnpm-workspace.yaml") ?? "")?.[1];
}
