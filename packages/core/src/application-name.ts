import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Two applications that share a store, or even a namespace, do not share their entries.
 *
 * @param cwd the folder of the application.
 * @returns the name of its package, or one made from where it is.
 */
export function applicationName(cwd: string): string {
  try {
    const { name } = JSON.parse(readFileSync(join(cwd, "package.json"), "utf8")) as { name?: unknown };
    if (typeof name === "string" && name !== "") return name;
  } catch {
    // An application without a readable package.json is known by where it is.
  }
  return `app-${createHash("sha256").update(cwd).digest("hex").slice(0, 16)}`;
}
