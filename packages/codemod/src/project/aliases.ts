import { parseJsonc } from "./json.ts";
import { ancestors, directoryOf, within } from "./path.ts";
import type { Manifest, Manifests } from "./manifests.ts";
import { starOf, targetsIn } from "./targets.ts";
import type { Tree } from "./tree.ts";

/** `paths` and `baseUrl` of the nearest `tsconfig.json` or `jsconfig.json`. What they give need not exist. */
export interface Aliases {
  /** What `paths` makes of a specifier. */
  readonly paths: (specifier: string, directory: string) => readonly string[];
  /** Whether `paths` has a pattern for it, and not for everything. */
  readonly explains: (specifier: string, directory: string) => boolean;
  /** What `baseUrl` makes of it. */
  readonly base: (specifier: string, directory: string) => readonly string[];
  /** How the paths start that a specifier may mean of which only the start is known. */
  readonly starts: (start: string, directory: string) => readonly string[];
}

interface Config {
  readonly baseUrl?: string | undefined;
  readonly paths: readonly (readonly [pattern: string, targets: readonly string[]])[];
}

export function readAliases(tree: Tree, manifests: Manifests): Aliases {
  const files = new Set(tree.paths.filter((path) => /(?:^|\/)[jt]sconfig[^/]*\.json$/.test(path)));
  const byDirectory = new Map<string, Config | undefined>();
  const nearest = (directory: string): Config | undefined => {
    if (byDirectory.has(directory)) return byDirectory.get(directory);
    let config: Config | undefined;
    for (const at of ancestors(directory)) {
      const file = ["tsconfig.json", "jsconfig.json"]
        .map((name) => within(at, name) ?? "")
        .find((path) => files.has(path));
      config = file === undefined ? undefined : readConfig(tree, manifests, file);
      if (config !== undefined) break;
    }
    byDirectory.set(directory, config);
    return config;
  };

  const base: Aliases["base"] = (specifier, directory) => {
    const baseUrl = nearest(directory)?.baseUrl;
    const path = baseUrl === undefined ? undefined : within(baseUrl, specifier);
    return path === undefined ? [] : [path];
  };

  return {
    paths: (specifier, directory) =>
      (nearest(directory)?.paths ?? []).flatMap(([pattern, targets]) => {
        const star = starOf(pattern, specifier);
        return star === undefined ? [] : targets.map((target) => target.replace("*", star));
      }),
    explains: (specifier, directory) =>
      (nearest(directory)?.paths ?? []).some(
        ([pattern]) => pattern !== "*" && starOf(pattern, specifier) !== undefined,
      ),
    base,
    starts: (start, directory) => [
      ...(nearest(directory)?.paths ?? []).flatMap(([pattern, targets]) => {
        const [before = ""] = pattern.split("*");
        if (!before.startsWith(start) && !start.startsWith(before)) return [];
        return targets.map((target) => (target.split("*")[0] ?? "") + start.slice(before.length));
      }),
      ...base(start, directory),
    ],
  };
}

/** With everything it extends from inside the project; `${configDir}` is the directory of the one that extends. */
function readConfig(
  tree: Tree,
  manifests: Manifests,
  file: string,
  leaf: string = directoryOf(file),
  depth = 0,
): Config | undefined {
  const json = parseJsonc(tree.read(file) ?? "") as
    | { extends?: string | string[]; compilerOptions?: { baseUrl?: string; paths?: Record<string, string[]> } }
    | undefined;
  if (json === undefined || json === null || depth > 8) return undefined;
  const directory = directoryOf(file);
  const from = (at: string, path: string): string | undefined =>
    path.startsWith(CONFIG_DIR) ? within(leaf, `./${path.slice(CONFIG_DIR.length)}`) : within(at, path);
  let inherited: Config = { paths: [] };
  for (const parent of [json.extends ?? []].flat()) {
    for (const path of extended(tree, manifests, from, directory, parent)) {
      const config = readConfig(tree, manifests, path, leaf, depth + 1);
      if (config === undefined) continue;
      inherited = config;
      break;
    }
  }
  const { baseUrl, paths } = json.compilerOptions ?? {};
  const base = baseUrl === undefined ? inherited.baseUrl : from(directory, baseUrl);
  if (paths === undefined) return { baseUrl: base, paths: inherited.paths };
  return {
    baseUrl: base,
    paths: Object.entries(paths).map(([pattern, targets]) => [
      pattern,
      targets.flatMap((target) => from(base ?? directory, target) ?? []),
    ]),
  };
}

const CONFIG_DIR = "${configDir}";

/** Where the file may be that `extends` names: by path, in a package of the workspace, or installed. */
function extended(
  { read }: Tree,
  { named }: Manifests,
  from: (at: string, path: string) => string | undefined,
  directory: string,
  parent: string,
): string[] {
  const files = parent.endsWith(".json") ? [parent] : [`${parent}.json`, `${parent}/tsconfig.json`];
  if (/^(?:\.|\/|\$\{)/.test(parent)) return files.flatMap((path) => from(directory, path) ?? []);
  const [name = ""] = /^(?:@[^/]+\/)?[^/]+/.exec(parent) ?? [];
  const manifest = named.get(name);
  const inside = manifest === undefined ? [] : packageFiles(manifest, parent.slice(name.length + 1));
  const installed = [...ancestors(directory)].flatMap((at) =>
    files.flatMap((path) => within(at, `node_modules/${path}`) ?? []),
  );
  return [...inside, ...installed].filter((path) => read(path) !== undefined);
}

function packageFiles(manifest: Manifest, subpath: string): string[] {
  const targets = [...targetsIn(manifest.exports, subpath === "" ? "." : `./${subpath}`)];
  if (subpath === "") targets.push(manifest.tsconfig ?? "tsconfig.json", "tsconfig.json");
  else targets.push(subpath, `${subpath}.json`, `${subpath}/tsconfig.json`);
  return targets.flatMap((path) => within(manifest.directory, path) ?? []);
}
