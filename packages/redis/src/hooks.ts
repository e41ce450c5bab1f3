export {
  type InvalidatedBatch,
  type InvalidateHook,
  onInvalidate,
  type OnInvalidateOptions,
  type Registration,
} from "@tagledger/core/hooks";
