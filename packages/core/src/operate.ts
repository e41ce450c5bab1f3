/*
 * What a tool for operators is made from: it judges, names and reads entries with the very functions that the handlers do.
 */
export { applicationName } from "./application-name.ts";
export { type Build, type ListedRoute, readBuild, responseKey } from "./build.ts";
export { type BuildPosition, readBuildPosition } from "./build-position.ts";
export { invalidationOf } from "./durations.ts";
export { installedNext } from "./installed-next.ts";
export { isPastExpire, isPastRevalidate, type Lifetime, lifetimeOf } from "./lifetime.ts";
export { honoursCacheControl } from "./next-version.ts";
export type { Measure, Operate, Operated, OperateOptions, Scratch } from "./operated.ts";
export { readSeed, type Seed, type SeedRequest } from "./seeds.ts";
export { tagParts } from "./tag-id.ts";
