import type { App } from "./app.ts";
import type { ModuleFacts } from "./module-facts.ts";
import type { Reach } from "./reach.ts";

/** The files around the one that is transformed. Paths are relative to the project, with `/`. */
export interface Project {
  readonly paths: readonly string[];
  /** The text with the changes so far; `undefined` when there is no such file or it is no text. */
  readonly read: (path: string) => string | undefined;
  /** The file that a specifier means in a file, by relative path, `paths` of tsconfig, or workspace package. */
  readonly resolve: (specifier: string, from: string) => string | undefined;
  /** Directives, imports and exports, read by swc; `undefined` when the file is missing or does not parse. */
  readonly facts: (path: string) => ModuleFacts | undefined;
  readonly reach: (path: string) => ReadonlySet<Reach>;
  readonly app: (path: string) => App;
}
