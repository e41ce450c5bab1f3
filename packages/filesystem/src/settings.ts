import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { type Environment, type EnvironmentSettings, readEnvironment, wholeNumber } from "@tagledger/core";

export interface FilesystemSettings extends EnvironmentSettings {
  /** Absolute. */
  readonly directory: string;
  readonly namespace: string;
  /** The name of the application's package, or where it is. */
  readonly application: string;
  readonly maxEntriesBytes: number | undefined;
}

/**
 * Reads and checks the environment of the ready modules.
 *
 * @param cwd the folder of the application.
 * @throws TL-CONFIG.
 */
export function readSettings(env: Environment, cwd: string): FilesystemSettings {
  const common = readEnvironment(env);
  const application = applicationName(cwd);
  const directory = env["TAGLEDGER_DIR"];
  return {
    ...common,
    directory:
      directory === undefined || directory === "" ? join(cwd, ".next", "cache", "tagledger") : resolve(cwd, directory),
    namespace: common.namespace ?? application,
    application,
    maxEntriesBytes: wholeNumber(env, "TAGLEDGER_MAX_ENTRIES_BYTES", 1 << 20, Number.MAX_SAFE_INTEGER),
  };
}

/** Two applications that share a directory, or even a namespace, do not share their entries. */
function applicationName(cwd: string): string {
  try {
    const { name } = JSON.parse(readFileSync(join(cwd, "package.json"), "utf8")) as { name?: unknown };
    if (typeof name === "string" && name !== "") return name;
  } catch {
    // An application without a readable package.json is known by where it is.
  }
  return `app-${createHash("sha256").update(cwd).digest("hex").slice(0, 16)}`;
}
