import { listen } from "../channels.ts";
import { TagledgerError } from "../errors.ts";
import { type Operation, watchOperations } from "../operations.ts";
import { outside } from "../outside.ts";
import type { Attributes, Sink } from "./instruments.ts";

/**
 * Turns the events of this process into measurements.
 *
 * @returns a function that ends it.
 */
export function measure(sink: Sink): () => void {
  const ends = [...measureRequests(sink), ...measureLedger(sink), ...measureTrouble(sink)];
  return () => ends.forEach((end) => end());
}

/** What the calls of Next.js were answered, and what was read and written for that. */
function measureRequests(sink: Sink): (() => void)[] {
  const startedMs = new WeakMap<Operation, number>();
  return [
    watchOperations({
      began(operation) {
        startedMs.set(operation, nowMs());
      },
      ended(operation) {
        const { kind, answer, tier, reason, error } = operation;
        const kindOnly = { ...(kind !== undefined && { "tagledger.kind": kind }) };
        const begunMs = startedMs.get(operation);
        if (begunMs !== undefined) {
          const attributes: Attributes = { "tagledger.operation": operation.operation, ...kindOnly, ...typeOf(error) };
          sink.record("tagledger.operation.duration", (nowMs() - begunMs) / 1000, attributes);
        }
        if (answer === undefined) return;
        sink.add("tagledger.gets", 1, {
          ...kindOnly,
          "tagledger.answer": answer,
          ...(tier !== undefined && { "tagledger.tier": tier }),
          ...(reason !== undefined && { "tagledger.reason": reason }),
        });
      },
    }),
    listen("tagledger:read", ({ kind, tier, bytes, waitedMs }) => {
      const attributes = { "tagledger.kind": kind };
      if (bytes !== undefined) sink.add("tagledger.read.size", bytes, { ...attributes, "tagledger.tier": tier });
      if (waitedMs !== undefined) sink.record("tagledger.wait.duration", waitedMs / 1000, attributes);
    }),
    listen("tagledger:write", ({ kind, tier, bytes, result }) => {
      sink.add("tagledger.writes", 1, { "tagledger.kind": kind, "tagledger.outcome": result });
      if (result !== "failed") {
        sink.add("tagledger.write.size", bytes, { "tagledger.kind": kind, "tagledger.tier": tier });
      }
    }),
    listen("tagledger:skip", ({ kind, reason }) => {
      const attributes = { "tagledger.kind": kind, "tagledger.outcome": "skipped", "tagledger.reason": reason };
      sink.add("tagledger.writes", 1, attributes);
    }),
  ];
}

/** What is invalidated and learned. */
function measureLedger(sink: Sink): (() => void)[] {
  return [
    listen("tagledger:refresh", ({ ok, seq, durationMs }) => {
      sink.record("tagledger.refresh.duration", durationMs / 1000, { "tagledger.outcome": ok ? "done" : "failed" });
      if (ok) sink.set("tagledger.ledger.position", seq);
    }),
    listen("tagledger:learn", ({ delaysMs }) => {
      for (const delayMs of delaysMs) sink.record("tagledger.learn.delay", delayMs / 1000, {});
    }),
    listen("tagledger:invalidate", ({ kind, recorded, durationMs }) => {
      const outcome = { "tagledger.outcome": recorded ? "recorded" : "failed" };
      sink.add("tagledger.invalidations", 1, { "tagledger.kind": kind, ...outcome });
      sink.record("tagledger.invalidate.duration", durationMs / 1000, outcome);
    }),
    listen("tagledger:ledger", ({ change }) => {
      sink.add("tagledger.ledger.changes", 1, { "tagledger.change": change });
    }),
  ];
}

/** What goes wrong, and what reaches beyond the cache. */
function measureTrouble(sink: Sink): (() => void)[] {
  return [
    listen("tagledger:guard", ({ operation, outcome }) => {
      // A probe that fails is told only while the breaker is open, also to whoever did not listen when it opened.
      if (outcome === "closed") return sink.set("tagledger.store.breaker", 0);
      if (outcome === "opened" || operation === "probe") sink.set("tagledger.store.breaker", 1);
      if (outcome === "opened") return;
      const attributes = { "tagledger.operation": operation, "tagledger.outcome": outcome };
      sink.add("tagledger.store.failures", 1, attributes);
    }),
    listen("tagledger:webhook", ({ status, outcome }) => {
      const attributes = { "http.response.status_code": status, "tagledger.outcome": outcome };
      sink.add("tagledger.webhook.requests", 1, attributes);
    }),
    listen("tagledger:hook", ({ hook, outcome }) => {
      sink.add("tagledger.hook.batches", 1, { "tagledger.hook": hook, "tagledger.outcome": outcome });
    }),
    listen("tagledger:problem", ({ code }) => sink.add("tagledger.problems", 1, { "tagledger.code": code })),
  ];
}

/** Whoever calls may be in the scope of a prerender, where a clock must not be read. */
function nowMs(): number {
  return outside(() => performance.now());
}

function typeOf(error: unknown): Attributes {
  return error === undefined ? {} : { "error.type": errorType(error) };
}

/** @returns a code of ours, or `_OTHER`: the class of anybody's error is not a closed set. */
export function errorType(error: unknown): string {
  return error instanceof TagledgerError ? error.code : "_OTHER";
}
