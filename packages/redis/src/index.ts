export type { ExistingClient } from "./adopted.ts";
export type { Compression } from "./compression.ts";
export { invalidate, invalidatePath } from "./invalidate.ts";
export type { ConnectionOptions } from "./open-connection.ts";
export { redisStore, type RedisStoreOptions } from "./redis-store.ts";
