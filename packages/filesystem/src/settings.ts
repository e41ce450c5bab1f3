import { join, resolve } from "node:path";
import { type Environment, wholeNumber } from "@tagledger/core";
import { type BackendSettings, readBackendSettings } from "@tagledger/core/backend";

export interface FilesystemSettings extends BackendSettings {
  /** Absolute. */
  readonly directory: string;
  readonly maxEntriesBytes: number | undefined;
}

/**
 * Reads and checks the environment of the ready modules.
 *
 * @param cwd the folder of the application.
 * @throws TL-CONFIG.
 */
export function readSettings(env: Environment, cwd: string): FilesystemSettings {
  const directory = env["TAGLEDGER_DIR"];
  return {
    ...readBackendSettings(env, cwd),
    directory:
      directory === undefined || directory === "" ? join(cwd, ".next", "cache", "tagledger") : resolve(cwd, directory),
    maxEntriesBytes: wholeNumber(env, "TAGLEDGER_MAX_ENTRIES_BYTES", 1 << 20, Number.MAX_SAFE_INTEGER),
  };
}
