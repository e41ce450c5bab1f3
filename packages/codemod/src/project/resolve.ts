import { readAliases } from "./aliases.ts";
import type { Manifest, Manifests } from "./manifests.ts";
import { directoryOf, isInside, SOURCE, within } from "./path.ts";
import type { Tree } from "./tree.ts";

/**
 * The files of the project a specifier may mean. Exactly one when it could be resolved. Several when it names something
 * of the project that could not be found by the rules of TypeScript and Node.js alone: they are then all suspects. None
 * for a dependency.
 */
export type Resolve = (specifier: string, from: string) => readonly string[];

const EXTENSIONS = [".ts", ".tsx", ".js", ".jsx", ".mts", ".cts", ".mjs", ".cjs"];

export function createResolve(tree: Tree, manifests: Manifests): Resolve {
  const sources = tree.paths.filter((path) => SOURCE.test(path));
  const files = new Set(sources);
  const aliases = readAliases(tree);
  const known = new Map<string, readonly string[]>();

  const asFile = (path: string | undefined): string | undefined => {
    if (path === undefined) return undefined;
    if (files.has(path)) return path;
    // TypeScript is imported by the name of what it becomes.
    const bare = path.replace(/\.([mc]?)jsx?$/, ".$1ts");
    for (const candidate of [bare, bare.replace(/\.ts$/, ".tsx")]) if (files.has(candidate)) return candidate;
    for (const start of [path, path === "" ? "index" : `${path}/index`]) {
      for (const extension of EXTENSIONS) if (files.has(start + extension)) return start + extension;
    }
    return undefined;
  };

  const inPackage = (manifest: Manifest, subpath: string): readonly string[] => {
    const { directory } = manifest;
    const targets = [...exportTargets(manifest, subpath), subpath, `src/${subpath}`];
    if (subpath === "")
      targets.unshift(...[manifest.module, manifest.main, manifest.types].filter((entry) => entry !== undefined));
    for (const target of targets) {
      // What is built is not in the project; its source usually has the same name.
      for (const path of [
        target,
        target.replace(/^(?:\.\/)?(?:dist|build|lib|out)\//, "src/").replace(/\.d\.ts$/, ".ts"),
      ]) {
        const file = asFile(within(directory, path));
        if (file !== undefined) return [file];
      }
    }
    return sources.filter((path) => isInside(path, directory));
  };

  /** What `import(`./actions/${name}`)` may load. */
  const startingWith = (start: string, directory: string): readonly string[] => {
    const starts = [
      start.startsWith(".") ? within(directory, start) : undefined,
      ...aliases.candidates(start, directory),
    ];
    return starts.flatMap((path) => (path === undefined ? [] : sources.filter((source) => source.startsWith(path))));
  };

  const resolve: Resolve = (specifier, from) => {
    const directory = directoryOf(from);
    if (specifier.includes("${")) return startingWith(specifier.slice(0, specifier.indexOf("${")), directory);
    if (/^\.\.?(?:\/|$)/.test(specifier)) {
      const file = asFile(within(directory, specifier));
      return file === undefined ? [] : [file];
    }
    for (const candidate of aliases.candidates(specifier, directory)) {
      const file = asFile(candidate);
      if (file !== undefined) return [file];
    }
    const own = manifests.nearest(directory);
    if (specifier.startsWith("#") && own?.imports !== undefined) {
      const file = targetsOf(own.imports[specifier]).map((target) => asFile(within(own.directory, target)))[0];
      if (file !== undefined) return [file];
    }
    const name = /^(?:@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? "";
    const manifest = manifests.named.get(name);
    if (manifest !== undefined) return inPackage(manifest, specifier.slice(name.length + 1));
    // An alias that only a bundler knows.
    const tail = /^(?:[@~#]|[@~#][\w-]*)\/(.+)$/.exec(specifier)?.[1];
    if (tail === undefined || own?.dependencies[name] !== undefined) return [];
    return sources.filter((path) => `/${path.replace(SOURCE, "").replace(/\/index$/, "")}`.endsWith(`/${tail}`));
  };

  return (specifier, from) => {
    // A tab cannot be part of either.
    const key = `${directoryOf(from)}\t${specifier}`;
    let result = known.get(key);
    if (result === undefined) known.set(key, (result = resolve(specifier, from)));
    return result;
  };
}

function exportTargets({ exports }: Manifest, subpath: string): string[] {
  const key = subpath === "" ? "." : `./${subpath}`;
  if (typeof exports === "string") return subpath === "" ? [exports] : [];
  if (typeof exports !== "object" || exports === null) return [];
  const table = exports as Record<string, unknown>;
  if (!Object.keys(table).some((name) => name.startsWith("."))) return subpath === "" ? targetsOf(table) : [];
  if (key in table) return targetsOf(table[key]);
  return Object.entries(table).flatMap(([pattern, target]) => {
    const [before = "", after] = pattern.split("*");
    if (after === undefined || !key.startsWith(before) || !key.endsWith(after)) return [];
    const star = key.slice(before.length, key.length - after.length);
    return targetsOf(target).map((path) => path.replaceAll("*", star));
  });
}

/** Every path that any condition names. */
function targetsOf(target: unknown): string[] {
  if (typeof target === "string") return [target];
  return typeof target === "object" && target !== null ? Object.values(target).flatMap(targetsOf) : [];
}
