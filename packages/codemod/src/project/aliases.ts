import { parseJsonc } from "./json.ts";
import { ancestors, directoryOf, within } from "./path.ts";
import type { Tree } from "./tree.ts";

/** `paths` and `baseUrl` of the nearest `tsconfig.json` or `jsconfig.json`. */
export interface Aliases {
  /** The paths, without a promise that they exist, that a specifier may mean. */
  readonly candidates: (specifier: string, directory: string) => readonly string[];
}

interface Config {
  readonly baseUrl?: string | undefined;
  readonly paths: readonly (readonly [pattern: string, targets: readonly string[]])[];
}

export function readAliases(tree: Tree): Aliases {
  const files = new Set(tree.paths.filter((path) => /(?:^|\/)[jt]sconfig[^/]*\.json$/.test(path)));
  const byDirectory = new Map<string, Config | undefined>();
  const nearest = (directory: string): Config | undefined => {
    if (byDirectory.has(directory)) return byDirectory.get(directory);
    let config: Config | undefined;
    for (const at of ancestors(directory)) {
      const file = ["tsconfig.json", "jsconfig.json"]
        .map((name) => within(at, name) ?? "")
        .find((path) => files.has(path));
      config = file === undefined ? undefined : readConfig(tree, file, 0);
      if (config !== undefined) break;
    }
    byDirectory.set(directory, config);
    return config;
  };

  return {
    candidates: (specifier, directory) => {
      const config = nearest(directory);
      if (config === undefined) return [];
      const found = config.paths.flatMap(([pattern, targets]) => {
        const [before = "", after] = pattern.split("*");
        if (after === undefined) return pattern === specifier ? targets : [];
        const fits =
          specifier.length >= before.length + after.length && specifier.startsWith(before) && specifier.endsWith(after);
        const star = specifier.slice(before.length, specifier.length - after.length);
        return fits ? targets.map((target) => target.replace("*", star)) : [];
      });
      const base = config.baseUrl === undefined ? undefined : within(config.baseUrl, specifier);
      return base === undefined ? found : [...found, base];
    },
  };
}

/** With everything it extends from inside the project. */
function readConfig(tree: Tree, file: string, depth: number): Config | undefined {
  const json = parseJsonc(tree.read(file) ?? "") as
    | { extends?: string | string[]; compilerOptions?: { baseUrl?: string; paths?: Record<string, string[]> } }
    | undefined;
  if (json === undefined || json === null || depth > 8) return undefined;
  const directory = directoryOf(file);
  let inherited: Config = { paths: [] };
  for (const parent of [json.extends ?? []].flat()) {
    const path = parent.startsWith(".")
      ? within(directory, parent.endsWith(".json") ? parent : `${parent}.json`)
      : undefined;
    inherited = (path === undefined ? undefined : readConfig(tree, path, depth + 1)) ?? inherited;
  }
  const { baseUrl, paths } = json.compilerOptions ?? {};
  const base = baseUrl === undefined ? inherited.baseUrl : within(directory, baseUrl);
  if (paths === undefined) return { baseUrl: base, paths: inherited.paths };
  const from = baseUrl === undefined ? (base ?? directory) : (base ?? directory);
  return {
    baseUrl: base,
    paths: Object.entries(paths).map(([pattern, targets]) => [
      pattern,
      targets.flatMap((target) => within(from, target) ?? []),
    ]),
  };
}
