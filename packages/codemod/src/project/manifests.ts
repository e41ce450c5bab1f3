import { parseJsonc } from "./json.ts";
import { ancestors, directoryOf } from "./path.ts";
import type { Tree } from "./tree.ts";

export interface Manifest {
  readonly directory: string;
  readonly name?: string;
  readonly main?: string;
  readonly module?: string;
  readonly types?: string;
  readonly exports?: unknown;
  readonly tsconfig?: string;
  readonly imports?: Readonly<Record<string, unknown>>;
  readonly dependencies: Readonly<Record<string, string>>;
}

/** The `package.json` files of a project. */
export interface Manifests {
  readonly all: readonly Manifest[];
  readonly named: ReadonlyMap<string, Manifest>;
  /** The nearest one at or above a directory that `accepts` agrees with. */
  readonly nearest: (directory: string, accepts?: (manifest: Manifest) => boolean) => Manifest | undefined;
}

export function readManifests(tree: Tree): Manifests {
  const all = tree.paths
    .filter((path) => path === "package.json" || path.endsWith("/package.json"))
    .flatMap((path): Manifest[] => {
      const json = parseJsonc(tree.read(path) ?? "") as Partial<Record<string, unknown>> | null | undefined;
      if (json === undefined || json === null || typeof json !== "object") return [];
      const dependencies = Object.assign(
        {},
        json["optionalDependencies"],
        json["peerDependencies"],
        json["devDependencies"],
        json["dependencies"],
      ) as Record<string, string>;
      return [{ ...json, directory: directoryOf(path), dependencies }];
    });
  const byDirectory = new Map(all.map((manifest) => [manifest.directory, manifest]));
  return {
    all,
    named: new Map(all.flatMap((manifest) => (typeof manifest.name === "string" ? [[manifest.name, manifest]] : []))),
    nearest: (directory, accepts = () => true) => {
      for (const at of ancestors(directory)) {
        const manifest = byDirectory.get(at);
        if (manifest !== undefined && accepts(manifest)) return manifest;
      }
      return undefined;
    },
  };
}
