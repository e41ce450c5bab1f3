import type { App } from "./app.ts";
import type { Project } from "./project.ts";
import { moduleFacts } from "./module-facts.ts";
import { UNKNOWN_REACH } from "./reach.ts";

/** A project whose files are given. `null` is no file. */
export function memoryProject(files: Readonly<Record<string, string | null>>): Project {
  const read = (path: string): string | undefined => files[path] ?? undefined;
  return {
    paths: Object.keys(files).filter((path) => files[path] !== null),
    read,
    resolve: () => undefined,
    facts: (path) => {
      const text = read(path);
      return text === undefined ? undefined : moduleFacts(path, text);
    },
    reach: () => UNKNOWN_REACH,
    app: (): App => ({ directory: "", nextMajor: 16, useCache: true, profiles: new Set() }),
  };
}
