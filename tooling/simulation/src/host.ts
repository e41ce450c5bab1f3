import type { NextIncrementalHandlerClass, NextUseCacheHandler } from "@tagledger/core";
import type { Content, WorkStore } from "./next/request.ts";
import type { ProcessClock } from "./process-clock.ts";
import type { Answer, Truth } from "./truth.ts";

/** What Next.js runs in: the handlers of one process, and what happens around them. */
export interface Host {
  readonly name: string;
  readonly application: number;
  readonly clock: ProcessClock;
  readonly truth: Truth;
  readonly useCache: NextUseCacheHandler;
  readonly IncrementalCache: NextIncrementalHandlerClass;
  readonly withWorkStore: boolean;
  /** True time. */
  nowMs(): number;
  /** Something else may happen now. */
  gate(): Promise<void>;
  /** Ends in another turn of the event loop. */
  turn(): Promise<void>;
  /** @throws when the origin of all data fails. */
  readOrigin(): void;
  isOrigin(error: unknown): boolean;
  /** Calls a handler, and holds it to its time. */
  handle<Result>(what: string, call: () => Promise<Result>): Promise<Result>;
  within<Value>(workStore: WorkStore | undefined, call: () => Value): Value;
  judge(answer: Omit<Answer, "by" | "slackMs" | "lateMs">): void;
  /** What a handler says of when an entry was made must be about right. */
  judgeAge(what: string, content: Content, timestamp: number): void;
  note(text: () => string): void;
}
