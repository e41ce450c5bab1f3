import { createRequire } from "node:module";
import { join } from "node:path";

/**
 * @param cwd the folder of the application.
 * @returns the version of Next.js that it runs on; `undefined` when that cannot be told.
 */
export function installedNext(cwd: string): string | undefined {
  try {
    return (createRequire(join(cwd, "package.json"))("next/package.json") as { version?: string }).version;
  } catch {
    return undefined;
  }
}
