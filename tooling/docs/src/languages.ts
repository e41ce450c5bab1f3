import { DATA_LANGUAGES } from "./data.ts";
import { MODULE_LANGUAGES } from "./modules.ts";

/** Commands for bash. */
export const SHELL_LANGUAGE = "sh";
/** Commands for a Redis server, one in a line. */
export const REDIS_LANGUAGE = "redis";

/** All languages of blocks that are held against something real. */
export const CHECKED_LANGUAGES: readonly string[] = [
  SHELL_LANGUAGE,
  REDIS_LANGUAGE,
  ...Object.keys(MODULE_LANGUAGES),
  ...Object.keys(DATA_LANGUAGES),
];
