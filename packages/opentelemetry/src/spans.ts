import { type Attributes, context, type Span, SpanStatusCode, trace, type TracerProvider } from "@opentelemetry/api";
import { errorType, type Operation, outside, watchOperations } from "@tagledger/core/telemetry";
import { SCOPE } from "./scope.ts";

/**
 * Records a span for each call of Next.js to a handler, within the span that Next.js calls it in. Where there is none,
 * nothing is recorded: a trace of its own would tell nobody what it belongs to.
 *
 * @returns a function that ends it.
 */
export function recordSpans(provider: () => TracerProvider, withTags: boolean): () => void {
  const spans = new WeakMap<Operation, Span>();
  return watchOperations({
    began(operation) {
      // The only thing that is known only here; a span reads a clock and chance, which a prerender must not.
      const parent = context.active();
      if (trace.getSpan(parent) === undefined) return;
      const { operation: name, kind } = operation;
      spans.set(
        operation,
        outside(() =>
          provider()
            .getTracer(SCOPE)
            .startSpan(`tagledger ${name}${kind === undefined ? "" : ` ${kind}`}`, {}, parent),
        ),
      );
    },
    ended(operation) {
      const span = spans.get(operation);
      if (span !== undefined) outside(() => finish(span, operation, withTags));
    },
  });
}

function finish(span: Span, operation: Operation, withTags: boolean): void {
  const { error, tags } = operation;
  span.setAttributes(attributesOf(operation));
  if (tags !== undefined && withTags) span.setAttribute("tagledger.tags", [...tags]);
  if (error !== undefined) {
    span.setAttribute("error.type", errorType(error));
    span.setStatus({ code: SpanStatusCode.ERROR });
    if (error instanceof Error) span.recordException(error);
  }
  span.end();
}

function attributesOf({ operation, handler, kind, answer, tier, reason, ageMs, bytes, tags }: Operation): Attributes {
  return {
    "tagledger.operation": operation,
    "tagledger.handler": handler,
    ...(kind !== undefined && { "tagledger.kind": kind }),
    ...(answer !== undefined && { "tagledger.answer": answer }),
    ...(tier !== undefined && { "tagledger.tier": tier }),
    ...(reason !== undefined && { "tagledger.reason": reason }),
    ...(ageMs !== undefined && { "tagledger.entry.age": ageMs / 1000 }),
    ...(bytes !== undefined && { "tagledger.entry.size": bytes }),
    ...(tags !== undefined && { "tagledger.tags.count": tags.length }),
  };
}
