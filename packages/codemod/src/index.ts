export type { Options } from "./options.ts";
export { DEFAULT_OPTIONS } from "./options.ts";
export type { Context, Finding, Transform } from "./transform.ts";
export { TRANSFORMS } from "./transforms.ts";
