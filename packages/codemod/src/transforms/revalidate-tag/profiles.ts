/** The profiles of `cacheLife` that Next.js comes with (next@16.4.6 dist/server/config-shared.js). */
export const PRESETS: ReadonlySet<string> = new Set(["default", "seconds", "minutes", "hours", "days", "weeks", "max"]);
