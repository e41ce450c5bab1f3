import { afterAll } from "vitest";
import type { Topic } from "./claim.ts";
import type { HandlerFactory, OpenHandlers } from "./handler-subject.ts";
import { COLD_MISSES } from "./handlers/cold-misses.ts";
import { COST } from "./handlers/cost.ts";
import { FAILURES } from "./handlers/failures.ts";
import { INVALIDATION } from "./handlers/invalidation.ts";
import { KEYS_TOPIC } from "./handlers/keys.ts";
import { HANDLER_LIFETIMES } from "./handlers/lifetimes.ts";
import { RESPONSE_INVALIDATION } from "./handlers/response-invalidation.ts";
import { RESPONSES } from "./handlers/responses.ts";
import { VALUES } from "./handlers/values.ts";
import { SEEDS } from "./handlers/seeds.ts";
import { INTERLEAVINGS } from "./holes/interleavings.ts";
import { LEDGER } from "./holes/ledger.ts";
import { OLDER_PIECES } from "./holes/older-pieces.ts";
import { removeBuilds } from "./next/singular.ts";
import { registerTopics } from "./suite.ts";

/** Everything that Next.js and its users may rely on, item by item as numbered in README.md. */
export const HANDLER_TOPICS: readonly Topic<OpenHandlers>[] = [
  VALUES,
  HANDLER_LIFETIMES,
  KEYS_TOPIC,
  ...INVALIDATION,
  COST,
  COLD_MISSES,
  RESPONSES,
  ...RESPONSE_INVALIDATION,
  SEEDS,
  FAILURES,
  OLDER_PIECES,
  LEDGER,
  INTERLEAVINGS,
];

export interface HandlerSuiteOptions {
  /** Names the handlers in the report. */
  readonly name: string;
  readonly factory: HandlerFactory;
}

/** Registers a test for each promise of the two handlers. Nothing can be skipped. */
export function handlerSuite({ name, factory }: HandlerSuiteOptions): void {
  registerTopics(name, HANDLER_TOPICS, factory);
  afterAll(removeBuilds);
}
