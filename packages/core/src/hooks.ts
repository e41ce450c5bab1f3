export {
  type InvalidatedBatch,
  type InvalidateHook,
  onInvalidate,
  type OnInvalidateOptions,
  type Registration,
} from "./hooks/on-invalidate.ts";
