export { type BackendSettings, readBackendSettings } from "./backend-settings.ts";
export { createInvalidate, createInvalidatePath, type Invalidate, type InvalidatePath } from "./invalidate.ts";
export type { Measure, Operated, OperateOptions, Operate, Scratch } from "./operated.ts";
export { type Backend, type BackendOptions, openBackend, type StoreNeeds } from "./open-backend.ts";
