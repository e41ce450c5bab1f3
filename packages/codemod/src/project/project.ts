import { memoised, once } from "../once.ts";
import { type App, readApps } from "./app.ts";
import { entryPoint } from "./entry-point.ts";
import { readImports } from "./imports.ts";
import { readSources } from "./links.ts";
import { readManifests } from "./manifests.ts";
import { type ModuleFacts, moduleFacts } from "./module-facts.ts";
import type { Reach } from "./reach.ts";
import { createReach } from "./reachable.ts";
import { createResolve } from "./resolve.ts";
import type { Tree } from "./tree.ts";

/** The files around the one that is transformed. Paths are relative to the project, with `/`. */
export interface Project {
  readonly paths: readonly string[];
  /** The text with the changes so far; `undefined` when there is no such file or it is no text. */
  readonly read: (path: string) => string | undefined;
  /** The file that a specifier means in a file, by relative path, `paths` of tsconfig, or workspace package. */
  readonly resolve: (specifier: string, from: string) => string | undefined;
  /** Directives, imports and exports, read by swc; `undefined` when the file is missing or does not parse. */
  readonly facts: (path: string) => ModuleFacts | undefined;
  /** The files that may import a file. At most some of them do not. */
  readonly importers: (path: string) => ReadonlySet<string>;
  readonly reach: (path: string) => ReadonlySet<Reach>;
  readonly app: (path: string) => App;
  /** The same project after its texts have changed. Which files import which is not read again. */
  readonly changed: () => Project;
}

/** Everything is read when it is first asked for, and once. */
export function createProject(tree: Tree): Project {
  const manifests = once(() => readManifests(tree));
  const sources = once(() => readSources(tree));
  const resolve = once(() => createResolve(tree, manifests(), sources()));
  const imports = once(() => readImports(tree, sources(), resolve()));

  const create = (): Project => {
    const apps = once(() => readApps(tree, manifests()));
    const facts = memoised((path: string): ModuleFacts | undefined => {
      const text = tree.read(path);
      return text === undefined ? undefined : moduleFacts(path, text);
    });
    const reach = once(() =>
      createReach({
        imports: imports(),
        facts,
        resolve: resolve(),
        entryPoint: (file) => entryPoint(file, apps()(file)),
      }),
    );
    return {
      paths: tree.paths,
      read: tree.read,
      resolve: (specifier, from) => {
        const { files } = resolve()(specifier, from);
        return files.length === 1 ? files[0] : undefined;
      },
      facts,
      importers: (path) => imports().importersOf(path),
      reach: (path) => reach()(path),
      app: (path) => apps()(path),
      changed: create,
    };
  };
  return create();
}
