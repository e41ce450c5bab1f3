export {
  type EntryKind,
  EVENT_NAMES,
  type EventName,
  type Events,
  isHeard,
  listen,
  type MissReason,
  publish,
} from "./channels.ts";
export { type Clock, systemClock } from "./clock.ts";
export { crc32 } from "./checksum.ts";
export { decodeEntry, encodeEntry } from "./codec.ts";
export { type Environment, type EnvironmentSettings, oneOf, readEnvironment, wholeNumber } from "./config.ts";
export type { Entry } from "./entry.ts";
export { ERROR_SENTENCES, type ErrorCode, TagledgerError } from "./errors.ts";
export { type Files, systemFiles } from "./files.ts";
export { createGuard, type Guard, type GuardOptions } from "./guard.ts";
export { guardedStore } from "./guarded-store.ts";
export { createIncrementalCacheHandler, type IncrementalHandlerFactoryOptions } from "./incremental.ts";
export { entryKey, type KeyScope } from "./key.ts";
export { createLedgerReplica, type LedgerReplica, type LedgerSource } from "./ledger-replica.ts";
export { createMemoryBacking, type MemoryBacking, memoryStore, type MemoryStoreOptions } from "./memory-store.ts";
export { type Mark, mergeMark, NO_MARK, settleMark } from "./mark.ts";
export type {
  CacheControl,
  CachedValue,
  IncrementalGetContext,
  IncrementalHandlerOptions,
  IncrementalResult,
  IncrementalSetContext,
  NextCacheEntry,
  NextIncrementalHandler,
  NextIncrementalHandlerClass,
  NextUseCacheHandler,
} from "./next.ts";
export { assertSupportedNext, minorOf } from "./next-version.ts";
export { pathTags, tagForms } from "./next-tags.ts";
export { createObservations, type Observations } from "./observations.ts";
export type { AnswerReason, Operation } from "./operations.ts";
export { prefixedStore } from "./prefixed-store.ts";
export { processWide } from "./process-wide.ts";
export { type Random, systemRandom } from "./random.ts";
export type { ReadOutcome } from "./reading.ts";
export { createRuntime, type Runtime } from "./runtime.ts";
export type { RuntimeOptions } from "./runtime-options.ts";
export type {
  Appended,
  EntryKey,
  EntryWrite,
  Invalidation,
  KeyPage,
  MarkRecord,
  News,
  Position,
  Store,
  StoreCapabilities,
  StoredEntry,
} from "./store.ts";
export { type TagId, tagId, tagIds } from "./tag-id.ts";
export { createUseCacheHandler, type UseCacheHandlerOptions } from "./use-cache.ts";
export { type LedgerView, type Verdict, verdict } from "./verdict.ts";
export { addHandlers, type HandlerModules, type WithTagledgerOptions } from "./with-tagledger.ts";
