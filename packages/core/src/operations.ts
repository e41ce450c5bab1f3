import { type TracingChannel, tracingChannel } from "node:diagnostics_channel";
import type { EntryKind, MissReason } from "./channels.ts";
import type { Entry } from "./entry.ts";
import type { ReadOutcome, ReadRequest } from "./reading.ts";

/**
 * One call of Next.js to a handler, on the tracing channel `tagledger:operation` (`tracing:tagledger:operation:start`
 * and so on). `start` is published in the asynchronous scope of the request, where a tracer finds what the request is
 * part of; a subscriber that reads a clock there must leave that scope first, since it may be a prerender's. Everything
 * that is optional is known at `asyncEnd`, unless it does not apply.
 */
export interface Operation {
  readonly operation: "get" | "set" | "refresh" | "invalidate";
  readonly handler: "use-cache" | "incremental";
  /** Absent for `refresh` and `invalidate`. */
  kind?: EntryKind;
  /** Only `get`: what Next.js can do with the answer. A `stale` one is served while a fresh one is made. */
  answer?: "hit" | "stale" | "miss";
  /** Only `get`: where the entry is from; `none` when there is none. */
  tier?: "near" | "store" | "seed" | "none";
  /** Only `get`, unless it is a hit. */
  reason?: AnswerReason;
  /** Only `get` of an entry that exists: milliseconds since it was made. */
  ageMs?: number;
  /** Only `get` of an entry that exists: of its body. */
  bytes?: number;
  /** Only `invalidate`. */
  tags?: readonly string[];
  /** What it rejected with. */
  error?: unknown;
}

/**
 * Why an answer is not a hit: what a read says, an own lifetime that is over (`lifetime`), or a handler that answers
 * nothing while `next build` runs (`building`) or when it failed itself (`failed`).
 */
export type AnswerReason = MissReason | "lifetime" | "building" | "failed";

const CHANNEL: TracingChannel<unknown, Operation> = tracingChannel("tagledger:operation");

/**
 * Calls `began` in the scope of the request, and `ended` with the same object when everything is known. Neither may
 * throw.
 *
 * @returns a function that ends it.
 */
export function watchOperations(watcher: {
  began(operation: Operation): void;
  ended(operation: Operation): void;
}): () => void {
  const began = (message: unknown): void => watcher.began(message as Operation);
  const ended = (message: unknown): void => watcher.ended(message as Operation);
  CHANNEL.start.subscribe(began);
  CHANNEL.asyncEnd.subscribe(ended);
  return () => {
    CHANNEL.start.unsubscribe(began);
    CHANNEL.asyncEnd.unsubscribe(ended);
  };
}

/** @returns what is told of a call that begins now; `undefined` when nobody listens. */
export function begin(
  operation: Operation["operation"],
  handler: Operation["handler"],
  kind?: EntryKind,
): Operation | undefined {
  if (!CHANNEL.start.hasSubscribers && !CHANNEL.asyncEnd.hasSubscribers) return undefined;
  const begun: Operation = { operation, handler, ...(kind !== undefined && { kind }) };
  CHANNEL.start.publish(begun);
  return begun;
}

/** @returns `result`, once the end of the operation has been told. */
export async function finish<Result>(operation: Operation, result: Promise<Result>): Promise<Result> {
  CHANNEL.end.publish(operation);
  try {
    return await result;
  } catch (error) {
    operation.error = error;
    CHANNEL.error.publish(operation);
    throw error;
  } finally {
    CHANNEL.asyncStart.publish(operation);
    CHANNEL.asyncEnd.publish(operation);
  }
}

/** Notes what a `get` answers, from what was found. */
export function answer(
  operation: Operation,
  found: ReadOutcome,
  { isOver, isDue }: Pick<ReadRequest, "isOver" | "isDue">,
): void {
  const { verdict, entry, ageMs, tier = "none", reason } = found;
  if (entry === undefined) return miss(operation, reason);
  operation.kind = entry.kind;
  operation.tier = tier;
  operation.ageMs = ageMs;
  operation.bytes = entry.body.byteLength;
  if (verdict === "expired") return miss(operation, reason);
  if (isPast(isOver, entry, ageMs)) return miss(operation, "lifetime");
  operation.answer = "hit";
  if (verdict === "stale") stale(operation, "invalidated");
  else if (isPast(isDue, entry, ageMs)) stale(operation, "lifetime");
}

/** Notes that a `get` answers nothing. */
export function miss(operation: Operation, reason: AnswerReason = "invalidated"): void {
  operation.answer = "miss";
  operation.tier ??= "none";
  operation.reason = reason;
}

function stale(operation: Operation, reason: AnswerReason): void {
  operation.answer = "stale";
  operation.reason = reason;
}

function isPast(limit: ReadRequest["isOver"], entry: Entry, ageMs: number): boolean {
  return limit?.(entry, ageMs) === true;
}
