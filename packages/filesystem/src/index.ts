export type { Problem } from "./directory.ts";
export { type FilesystemStore, filesystemStore, type FilesystemStoreOptions } from "./filesystem-store.ts";
export { invalidate, invalidatePath } from "./invalidate.ts";
export { readPositionSync } from "./read-position-sync.ts";
