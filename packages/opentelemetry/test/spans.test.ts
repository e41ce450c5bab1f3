import { AsyncLocalStorage } from "node:async_hooks";
import { context, SpanStatusCode, trace } from "@opentelemetry/api";
import {
  InMemorySpanExporter,
  NodeTracerProvider,
  type ReadableSpan,
  SimpleSpanProcessor,
} from "@opentelemetry/sdk-trace-node";
import { afterAll, afterEach, beforeEach, expect, test } from "vitest";
import { registerTelemetry } from "../src/index.ts";
import { type Fleet, generate, startFleet } from "./instance.ts";

const exporter = new InMemorySpanExporter();
const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
// Registers the context manager too, as an application does.
provider.register();

let fleet: Fleet;
let end: () => void;

beforeEach(async () => {
  fleet = await startFleet();
  end = registerTelemetry();
});
afterEach(async () => {
  end();
  exporter.reset();
  await fleet.stop();
});
afterAll(async () => {
  await provider.shutdown();
  trace.disable();
  context.disable();
});

/** @returns the span of a request, and those within it. */
async function inRequest(body: () => Promise<unknown>): Promise<[ReadableSpan, ReadableSpan[]]> {
  await provider.getTracer("test").startActiveSpan("GET /", async (span) => {
    await body();
    span.end();
  });
  const spans = exporter.getFinishedSpans();
  const request = spans.find(({ name }) => name === "GET /") as ReadableSpan;
  return [request, spans.filter(({ name }) => name !== "GET /")];
}

test("a call of Next.js to a handler is a span within the one it is made in", async () => {
  const a = await fleet.start();
  const [request, spans] = await inRequest(async () => {
    await a.useCache.refreshTags();
    await a.useCache.get("k", []);
    await generate(a, "k", "value", ["secret"]);
    await a.useCache.get("k", []);
  });
  expect(spans.map(({ name }) => name)).toEqual([
    "tagledger refresh",
    "tagledger get use-cache",
    "tagledger set use-cache",
    "tagledger get use-cache",
  ]);
  for (const span of spans) {
    expect(span.parentSpanContext?.spanId).toBe(request.spanContext().spanId);
    expect(span.spanContext().traceId).toBe(request.spanContext().traceId);
  }
  expect(spans[1]?.attributes).toEqual({
    "tagledger.operation": "get",
    "tagledger.handler": "use-cache",
    "tagledger.kind": "use-cache",
    "tagledger.answer": "miss",
    "tagledger.tier": "none",
    "tagledger.reason": "absent",
  });
  expect(spans[3]?.attributes).toMatchObject({
    "tagledger.answer": "hit",
    "tagledger.tier": "near",
    "tagledger.entry.size": 5,
    "tagledger.entry.age": expect.any(Number),
  });
  expect(JSON.stringify(spans.map(({ attributes }) => attributes))).not.toContain("secret");
});

test("spans of requests that run at the same time are each within their own", async () => {
  const a = await fleet.start();
  const tracer = provider.getTracer("test");
  const ids = await Promise.all(
    [0, 1, 2].map((index) =>
      tracer.startActiveSpan(`request ${index}`, async (span) => {
        await a.useCache.get(`k${index}`, []);
        span.end();
        return span.spanContext().spanId;
      }),
    ),
  );
  const parents = exporter
    .getFinishedSpans()
    .filter(({ name }) => name.startsWith("tagledger"))
    .map(({ parentSpanContext }) => parentSpanContext?.spanId);
  expect(parents).toHaveLength(ids.length);
  expect(new Set(parents)).toEqual(new Set(ids));
});

test("a span reads its clock outside of the scope of the request, which may be a prerender's", async () => {
  end();
  const scope = new AsyncLocalStorage<string>();
  const seen: (string | undefined)[] = [];
  end = registerTelemetry({
    tracerProvider: {
      getTracer(...args) {
        seen.push(scope.getStore());
        return provider.getTracer(...args);
      },
    },
  });
  const a = await fleet.start();
  const [request, [span]] = await scope.run("a prerender", () => inRequest(() => a.useCache.get("k", [])));
  expect(seen).toEqual([undefined]);
  expect(span?.parentSpanContext?.spanId).toBe(request.spanContext().spanId);
});

test("an invalidation that is not recorded is a failed span with its code", async () => {
  const a = await fleet.start({
    deadlineMs: 20,
    break: (store) => ({ ...store, append: () => new Promise(() => {}) }),
  });
  const [, [span]] = await inRequest(() => a.useCache.updateTags(["secret"]).catch(() => {}));
  expect(span).toMatchObject({ name: "tagledger invalidate", status: { code: SpanStatusCode.ERROR } });
  expect(span?.attributes).toMatchObject({ "error.type": "TL-NOT-RECORDED", "tagledger.tags.count": 1 });
  expect(JSON.stringify(span?.attributes)).not.toContain("secret");
  expect(span?.events.map(({ name }) => name)).toEqual(["exception"]);
});

test("tags are named only when that is asked for", async () => {
  end();
  end = registerTelemetry({ tags: true });
  const a = await fleet.start();
  const [, [span]] = await inRequest(() => a.incremental.revalidateTag(["t", "u"]));
  expect(span?.attributes).toMatchObject({ "tagledger.handler": "incremental", "tagledger.tags": ["t", "u"] });
});

test("outside of a trace nothing is recorded, nor without spans, nor after the end", async () => {
  const a = await fleet.start();
  await a.useCache.get("k", []);
  expect(exporter.getFinishedSpans()).toEqual([]);
  end();
  const [, spans] = await inRequest(() => a.useCache.get("k", []));
  expect(spans).toEqual([]);
});
