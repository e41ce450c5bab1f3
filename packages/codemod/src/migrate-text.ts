import { DEFAULT_OPTIONS, type Options } from "./options.ts";
import { createProject } from "./project/project.ts";
import { memoryTree } from "./project/tree.ts";
import { transformsOf } from "./recipes.ts";
import { migrate, type Result } from "./run/migrate.ts";

export interface TextMigration {
  /** Where the file stands in its app, such as `app/page.tsx`: it decides what the code may do. */
  readonly path: string;
  readonly text: string;
  /** A transform or a recipe. */
  readonly transform: string;
  readonly options?: Partial<Options>;
  /** What stands around it, by path: a `package.json`, for instance, which says the version of Next.js. */
  readonly around?: Readonly<Record<string, string>>;
}

/**
 * Migrates one file in memory. Nothing is read and nothing written.
 *
 * @returns `undefined` when there is no such transform; a result with a `failure` when the text does not parse.
 */
export function migrateText({ path, text, transform, options = {}, around = {} }: TextMigration): Result | undefined {
  const transforms = transformsOf(transform);
  if (transforms === undefined) return undefined;
  const files = new Map(Object.entries({ ...around, [path]: text }));
  const project = createProject({ ...memoryTree(Object.fromEntries(files)), read: (file) => files.get(file) });
  const [result] = migrate({
    files: [{ path, text }],
    transforms,
    options: { ...DEFAULT_OPTIONS, ...options },
    project,
    set: (file, changed) => void files.set(file, changed),
    dry: false,
  });
  return result;
}
