export { migrateText, type TextMigration } from "./migrate-text.ts";
export type { Options } from "./options.ts";
export { DEFAULT_OPTIONS } from "./options.ts";
export type { Found, Result } from "./run/migrate.ts";
export type { Context, Finding, Transform } from "./transform.ts";
export { TRANSFORMS } from "./transforms.ts";
