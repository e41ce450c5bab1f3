import { isBuiltin } from "node:module";
import { readAliases } from "./aliases.ts";
import { readDependency } from "./dependency.ts";
import type { Sources } from "./links.ts";
import type { Manifest, Manifests } from "./manifests.ts";
import { ancestors, directoryOf, isInside, SOURCE, within } from "./path.ts";
import { HOLE } from "./specifiers.ts";
import { targetsIn } from "./targets.ts";
import type { Tree } from "./tree.ts";

/** What a specifier may mean in a file. */
export type Resolve = (specifier: string, from: string) => Meaning;

export interface Meaning {
  /**
   * One when it could be resolved. Several when it names something of the project that could not be found by the rules
   * of TypeScript and Node.js alone: they are then all suspects. None for a dependency.
   */
  readonly files: readonly string[];
  /** Whether it may be any other file as well: a bundler could have an alias for it, or only running it could tell. */
  readonly opaque: boolean;
}

const NOTHING: Meaning = { files: [], opaque: false };
const ANYTHING: Meaning = { files: [], opaque: true };

const EXTENSIONS = [".ts", ".tsx", ".js", ".jsx", ".mts", ".cts", ".mjs", ".cjs"];
const ASSET =
  /\.(?:css|scss|sass|less|styl|json5?|ya?ml|toml|svg|png|jpe?g|gif|webp|avif|ico|bmp|woff2?|ttf|otf|eot|mdx?|txt|html?|csv|gql|graphql|wasm|node|mp[34]|webm|ogg|wav|pdf|sql|glsl|frag|vert|prisma)$/;
const BUILT_IN = /(?:^|\/)(?:dist|build|lib|out)\//;
const BUILT = /^(?:\.\/)?(?:dist|build|lib|out)\//;
/** Next.js brings these, and some are no packages at all. */
const OF_NEXT = /^(?:next|react|react-dom|styled-jsx|server-only|client-only|@next\/[^/]+)$/;
/** Of other runtimes. */
const SCHEME = /^(?:node|bun|deno|cloudflare|workerd|data|https?|npm|jsr):/;

export function createResolve(tree: Tree, manifests: Manifests, sources: Sources): Resolve {
  const files = new Map([...sources.files.map((path) => [path, path] as const), ...sources.linked]);
  const aliases = readAliases(tree, manifests);
  const known = new Map<string, Meaning>();

  const asFile = (path: string | undefined): string | undefined => {
    if (path === undefined) return undefined;
    if (files.has(path)) return files.get(path);
    // TypeScript is imported by the name of what it becomes.
    const bare = path.replace(/\.([mc]?)jsx?$/, ".$1ts");
    for (const candidate of [bare, bare.replace(/\.ts$/, ".tsx")])
      if (files.has(candidate)) return files.get(candidate);
    for (const start of [path, path === "" ? "index" : `${path}/index`]) {
      for (const extension of EXTENSIONS) if (files.has(start + extension)) return files.get(start + extension);
    }
    return undefined;
  };
  const one = (file: string): Meaning => ({ files: [file], opaque: false });
  const filesThat = (accepts: (path: string) => boolean): string[] => [
    ...new Set([...files].flatMap(([path, file]) => (accepts(path) ? file : []))),
  ];

  /** What is built is not in the project; its source usually has the same name. */
  const asSource = (directory: string, target: string): string | undefined =>
    asFile(within(directory, target)) ??
    asFile(within(directory, target.replace(BUILT, "src/").replace(/\.d\.ts$/, ".ts")));

  const inPackage = (manifest: Manifest, subpath: string): Meaning => {
    const { directory } = manifest;
    const targets = [...targetsIn(manifest.exports, subpath === "" ? "." : `./${subpath}`), subpath, `src/${subpath}`];
    if (subpath === "")
      targets.unshift(...[manifest.module, manifest.main, manifest.types].filter((entry) => entry !== undefined));
    for (const target of targets) {
      const file = asSource(directory, target);
      if (file !== undefined) return one(file);
    }
    return { files: filesThat((path) => isInside(path, directory)), opaque: false };
  };

  /** A package of the workspace, by its own name or by another one that a manifest gives it; or none of ours. */
  const ofPackage = (name: string, subpath: string, directory: string): Meaning | undefined => {
    const user = manifests.nearest(directory, (manifest) => manifest.dependencies[name] !== undefined);
    const target = user === undefined ? undefined : readDependency(user.dependencies[name] ?? "", user.directory);
    const at = target?.directory;
    const manifest =
      manifests.named.get(target?.name ?? name) ?? manifests.all.find((candidate) => candidate.directory === at);
    if (manifest !== undefined) return inPackage(manifest, subpath);
    if (at !== undefined) return { files: filesThat((path) => isInside(path, at)), opaque: false };
    if (user !== undefined || OF_NEXT.test(name) || isBuiltin(name)) return NOTHING;
    const installed = [...ancestors(directory)].some(
      (above) => tree.read(within(above, `node_modules/${name}/package.json`) ?? "") !== undefined,
    );
    return installed ? NOTHING : undefined;
  };

  /** What `import(`./actions/${name}`)` may load. */
  const withHole = (specifier: string, directory: string): Meaning => {
    const at = specifier.indexOf(HOLE);
    const start = specifier.slice(0, at);
    const end = specifier.slice(at + HOLE.length).replace(SOURCE, "");
    if (ASSET.test(end)) return NOTHING;
    const isRelative = /^\.\.?\//.test(start);
    const starts = isRelative ? [beginning(directory, start)] : aliases.starts(start, directory);
    const found = starts.flatMap((begin) => {
      if (begin === undefined) return [];
      return filesThat((path) => {
        const bare = path.replace(SOURCE, "");
        return path.startsWith(begin) && (bare.endsWith(end) || bare.replace(/\/index$/, "").endsWith(end));
      });
    });
    if (isRelative || found.length > 0) return { files: found, opaque: false };
    const [, name = "", subpath] = /^((?:@[^/]+\/)?[^/@]+)\/(.*)$/s.exec(start) ?? [];
    if (subpath === undefined) return ANYTHING;
    const meant = ofPackage(name, "", directory);
    const manifest = manifests.all.find((candidate) =>
      meant?.files.some((file) => isInside(file, candidate.directory)),
    );
    if (meant === undefined || manifest === undefined) return meant ?? ANYTHING;
    return {
      files: filesThat((path) => meant.files.includes(path) || isInside(path, manifest.directory)),
      opaque: false,
    };
  };

  const resolve = (written: string, directory: string): Meaning => {
    // Loaders in front and a query behind are for the bundler.
    const specifier = written.slice(written.lastIndexOf("!") + 1).replace(/\?.*$/s, "");
    if (specifier.includes(HOLE)) return withHole(specifier, directory);
    if (/^\.\.?(?:\/|$)/.test(specifier)) {
      const file = asFile(within(directory, specifier));
      return file === undefined ? NOTHING : one(file);
    }
    if (ASSET.test(specifier) || SCHEME.test(specifier) || isBuiltin(specifier)) return NOTHING;
    const explained = aliases.paths(specifier, directory);
    for (const candidate of [...explained, ...aliases.base(specifier, directory)]) {
      const file = asFile(candidate);
      if (file !== undefined) return one(file);
    }
    if (specifier.startsWith("#")) {
      const own = manifests.nearest(directory);
      for (const target of targetsIn(own?.imports, specifier)) {
        if (!target.startsWith(".")) return resolve(target, directory);
        const file = own === undefined ? undefined : asSource(own.directory, target);
        if (file !== undefined) return one(file);
      }
    }
    const [name = ""] = /^(?:@[^/]+\/)?[^/]+/.exec(specifier) ?? [];
    const meant = ofPackage(name, specifier.slice(name.length + 1), directory);
    if (meant !== undefined) return meant;
    // A file that is made later. What is built may have any of ours inside.
    if (aliases.explains(specifier, directory))
      return explained.some((path) => BUILT_IN.test(path)) ? ANYTHING : NOTHING;
    // An alias that only a bundler knows: `@/lib/a` is written with the end of the path.
    const [, root = "", tail] = /^([@~#$]?|[@~#$][\w-]+)\/(.+)$/.exec(specifier) ?? [];
    if (tail === undefined) return ANYTHING;
    const found = filesThat((path) => `/${path.replace(SOURCE, "").replace(/\/index$/, "")}`.endsWith(`/${tail}`));
    return { files: found, opaque: found.length === 0 || root.length > 1 };
  };

  return (specifier, from) => {
    const directory = directoryOf(from);
    // A tab cannot be part of either.
    const key = `${directory}\t${specifier}`;
    let result = known.get(key);
    if (result === undefined) known.set(key, (result = resolve(specifier, directory)));
    return result;
  };
}

/** How a path starts of which only the start is known. */
function beginning(directory: string, start: string): string | undefined {
  const path = within(directory, start);
  return path === undefined || path === "" || !start.endsWith("/") ? path : `${path}/`;
}
